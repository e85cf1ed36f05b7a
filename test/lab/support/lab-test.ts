import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import type { JupyterLabWindow, NotebookPanel } from './jupyterlab.js';
import { OpenNotebook } from './notebook.js';
import { patiently } from './patience.js';
import { type LabServer, labServer } from './server.js';

/** A cell of a notebook that a test brings along: its id and its source; Markdown where the id starts with `md-`. */
export type Cells = Readonly<Record<string, string>>;

/** JupyterLab in a browser window of its own. */
export interface Lab {
  readonly page: Page;
  /** What the page threw and logged as an error since it was opened. */
  readonly pageErrors: readonly string[];
  /** Opens a notebook of the server's folder: the first alone, the next to its right. The kernel is ready then. */
  open(file: string): Promise<OpenNotebook>;
  /** Opens what a learner sees first. */
  openFirstPage(): Promise<void>;
  /** The notebook that a click has opened. */
  opened(file: string): Promise<OpenNotebook>;
  /** Writes a notebook, and opens it. */
  openCells(file: string, cells: Cells): Promise<OpenNotebook>;
  /** Keeps what is on the screen as `<name>.png`. */
  screenshot(name: string): Promise<string>;
}

/** One for all tests of a file, which then find JupyterLab's own files in its cache. */
let context: Promise<BrowserContext> | undefined;
let windows = 0;

export interface LabTestOptions {
  readonly width?: number;
  readonly height?: number;
}

/**
 * A test with JupyterLab open. Where it fails, it says what did and leaves a screenshot; its kernels end with it.
 *
 * @example labTest('a plot is drawn', async (lab) => { const notebook = await lab.open('produtor.ipynb'); … });
 */
export function labTest(
  title: string,
  body: (lab: Lab) => Promise<void>,
  options: LabTestOptions = {},
): void {
  it(title, async () => {
    const lab = await openLab(labServer(), options);
    try {
      await body(lab);
    } catch (error) {
      throw await explain(error, title, lab);
    } finally {
      await lab.close();
    }
  });
}

/** Closes the browser that the tests of this file share; each test file calls it once. */
export function closeBrowserAfterwards(): void {
  after(async () => (await context)?.browser()?.close());
}

async function openLab(server: LabServer, { width = 1280, height = 900 }: LabTestOptions) {
  context ??= launchChromium().then((browser) => browser.newContext());
  const page = await (await context).newPage();
  await page.setViewportSize({ width, height });
  const pageErrors: string[] = [];
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  const opened: OpenNotebook[] = [];
  mkdirSync(server.screenshots, { recursive: true });

  const lab: Lab & { close(): Promise<void> } = {
    page,
    pageErrors,
    async open(file) {
      await (opened.length === 0 ? load(page, server, file) : openBeside(page, file));
      const notebook = await lab.opened(file);
      await notebook.ready();
      return notebook;
    },
    async openFirstPage() {
      await page.goto(server.firstPage, { waitUntil: 'domcontentloaded' });
    },
    async opened(file) {
      const notebook = await findNotebook(page, file);
      opened.push(notebook);
      return notebook;
    },
    async openCells(file, cells) {
      await writeFile(path.join(server.notebooks, file), toNotebook(cells));
      return lab.open(file);
    },
    async screenshot(name) {
      const file = path.join(server.screenshots, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    async close() {
      await Promise.allSettled(opened.map((notebook) => notebook.shutdown()));
      await page.close();
    },
  };
  return lab;
}

/** A workspace of its own for each window, or JupyterLab would move one of two to another address. */
async function load(page: Page, { url, token }: LabServer, file: string): Promise<void> {
  windows += 1;
  const workspace = `test-${process.pid}-${windows}`;
  await page.goto(`${url}/lab/workspaces/${workspace}/tree/${file}?token=${token}&reset`, {
    waitUntil: 'domcontentloaded',
  });
}

async function openBeside(page: Page, file: string): Promise<void> {
  await page.evaluate(async (path) => {
    const { commands } = (globalThis as unknown as JupyterLabWindow).jupyterapp;
    // It resolves to the panel, which must not be carried out of the page.
    await commands.execute('docmanager:open', { path, options: { mode: 'split-right' } });
  }, file);
}

async function findNotebook(page: Page, file: string): Promise<OpenNotebook> {
  const panel = await patiently(`the notebook ${file} is open`, (options) =>
    page.waitForFunction(
      (path) => {
        const { jupyterapp } = globalThis as unknown as Partial<JupyterLabWindow>;
        const panels = jupyterapp ? [...jupyterapp.shell.widgets('main')] : [];
        const found = panels.find(({ context }) => context?.path === path);
        return found && found.content?.widgets?.length > 0 ? found : undefined;
      },
      file,
      options,
    ),
  );
  const id = await panel.evaluate((found) => (found as NotebookPanel).id);
  return new OpenNotebook(page, panel as never, page.locator(`[id="${id}"]`));
}

/** The error with where to look, and without Playwright's colours. */
async function explain(error: unknown, title: string, lab: Lab): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const name = `failed-${title.replaceAll(/[^a-zA-Z0-9]+/g, '-').slice(0, 80)}`;
  const file = await lab.screenshot(name).catch((failure: Error) => `none: ${failure.message}`);
  const thrown = lab.pageErrors.map((text) => `\nThe page threw: ${text}`).join('');
  const frames = error.stack?.slice(error.stack.indexOf('\n    at ')) ?? '';
  error.message = `${stripVTControlCharacters(error.message)}\nScreenshot: ${path.relative(process.cwd(), file)}${thrown}`;
  error.stack = `${error.name}: ${error.message}${frames}`;
  return error;
}

function toNotebook(cells: Cells): string {
  return JSON.stringify({
    cells: Object.entries(cells).map(([id, source]) =>
      id.startsWith('md-')
        ? { cell_type: 'markdown', id, metadata: {}, source }
        : { cell_type: 'code', id, metadata: {}, source, outputs: [], execution_count: null },
    ),
    metadata: {
      kernelspec: { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}
