import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../lessons.ts';

/** The interface's languages that the pinned packages have. */
export const languages = ['pt-BR', 'en'] as const;
export type Language = (typeof languages)[number];

/** The page that opens first, beside the lessons. */
export const welcomePage = 'comece-aqui.md';

/** Where this lab's JupyterLab keeps its settings; the user's own Jupyter is neither read nor changed. */
export interface JupyterHome {
  readonly dir: string;
  readonly logFile: string;
  /** The variables that lead Jupyter here, and to the kernel of this project. */
  readonly env: Readonly<Record<string, string>>;
}

interface HomeOptions {
  readonly dir: string;
  /** Where a person has asked for a language, it wins over the one chosen in the lab's menu. */
  readonly lang: Language | undefined;
}

/** Lays the folders out and writes the defaults that differ from JupyterLab's own. */
export async function prepareJupyterHome({ dir, lang }: HomeOptions): Promise<JupyterHome> {
  const inHome = (...names: string[]) => path.join(dir, ...names);
  const settingsDir = inHome('settings');
  const labConfig = inHome('config', 'labconfig');
  await mkdir(labConfig, { recursive: true });
  await writeFile(
    path.join(labConfig, 'default_setting_overrides.json'),
    JSON.stringify(settings(lang ?? 'pt-BR'), null, 2),
  );
  if (lang)
    await rm(path.join(settingsDir, '@jupyterlab', 'translation-extension'), {
      recursive: true,
      force: true,
    });
  return {
    dir,
    logFile: inHome('jupyterlab.log'),
    env: {
      JUPYTER_PATH: path.join(projectRoot, 'scripts', 'tslab-kernel', 'share', 'jupyter'),
      JUPYTER_CONFIG_DIR: inHome('config'),
      JUPYTER_CONFIG_PATH: '',
      JUPYTER_DATA_DIR: inHome('data'),
      JUPYTER_RUNTIME_DIR: inHome('runtime'),
      JUPYTERLAB_SETTINGS_DIR: settingsDir,
      JUPYTERLAB_WORKSPACES_DIR: inHome('workspaces'),
      // What pip has installed for the user must not get between the pinned packages.
      PYTHONNOUSERSITE: '1',
    },
  };
}

function settings(lang: Language) {
  return {
    // No question about news in the first minute, no call to a server that would tell them.
    '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
    '@jupyterlab/translation-extension:plugin': { locale: lang.replace('-', '_') },
    // JupyterLab shows nothing on Tab where the kernel takes longer; on a slow machine the first answer takes a second.
    '@jupyterlab/completer-extension:manager': { providerTimeout: 3_000 },
    // The welcome page is to be read, not edited.
    '@jupyterlab/docmanager-extension:plugin': { defaultViewers: { markdown: 'Markdown Preview' } },
  };
}
