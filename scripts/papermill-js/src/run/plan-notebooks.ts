import { resolve } from 'node:path';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { ParameterError } from '../errors/parameter-error.js';
import { inspectNotebook } from '../inspect-notebook.js';
import { isLocal, localPath, shownPath } from '../io/path-scheme.js';
import { PathTemplate } from '../path-template.js';
import { withoutSecrets } from '../secrets/secrets.js';
import type { Parameters } from '../translators/parameters.js';
import type { NotebookTask, RunOptions } from './run-options.js';

/** A notebook with all that is its own. */
export interface PlannedNotebook {
  readonly index: number;
  readonly name: string;
  readonly input: NotebookTask['input'];
  readonly output: string | null;
  /** Those that it declares, and its own. */
  readonly parameters: Parameters;
  /** For its paths, in which all parameters count. */
  readonly template: PathTemplate;
}

/**
 * Gives each notebook its name and its parameters: of those for all it gets the ones that it declares. In its paths all
 * of them count.
 *
 * @param template for the paths of the run, when there are others beside those of the notebooks.
 * @throws ParameterError for a parameter that no notebook declares, and for a path with one that nobody gave;
 *   NotebookIoError when two would be written to one file.
 */
export async function planNotebooks(
  tasks: readonly NotebookTask[],
  options: RunOptions,
  template = runTemplate(options),
): Promise<PlannedNotebook[]> {
  const shared = options.parameters ?? {};
  const secrets = new Set(options.secrets);
  const templates = tasks.map(({ parameters = {} }) =>
    template.with(parameters, withoutSecrets(parameters, secrets)),
  );
  refuseSharedOutputs(tasks, templates);
  const declared = await Promise.all(tasks.map((task) => declaredNames(task, tasks.length, options)));
  if (options.strictParameters ?? true) refuseUndeclared(shared, declared);
  return tasks.map((task, index) => ({
    index,
    name: task.name ?? (typeof task.input === 'string' ? shownPath(task.input) : `notebook ${index + 1}`),
    input: task.input,
    output: task.output ?? null,
    parameters: { ...pick(shared, declared[index]), ...task.parameters },
    template: templates[index] ?? template,
  }));
}

/** What fills in the paths of a run: its parameters, id and moment. */
export function runTemplate({
  parameters = {},
  secrets,
}: Pick<RunOptions, 'parameters' | 'secrets'>): PathTemplate {
  return new PathTemplate(parameters, withoutSecrets(parameters, new Set(secrets)));
}

/** Undefined where that cannot be told: then the notebook gets all parameters, and judges them itself. */
async function declaredNames(
  task: NotebookTask,
  count: number,
  { parameters = {}, kernelName, language, ioHandlers, signal }: RunOptions,
): Promise<ReadonlySet<string> | undefined> {
  if (count === 1 || Object.keys(parameters).length === 0) return undefined;
  const found = await inspectNotebook(task.input, {
    parameters: { ...parameters, ...task.parameters },
    ...(kernelName !== undefined && { kernelName }),
    ...(language !== undefined && { language }),
    ...(ioHandlers !== undefined && { ioHandlers }),
    ...(signal !== undefined && { signal }),
  }).catch(() => undefined);
  // A cell that tells nothing of its variables may be in a language that is not read.
  if (found === undefined || found?.length === 0) return undefined;
  return new Set(found?.map(({ name }) => name));
}

function pick(parameters: Parameters, names: ReadonlySet<string> | undefined): Parameters {
  if (!names) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
}

function refuseUndeclared(shared: Parameters, declared: readonly (ReadonlySet<string> | undefined)[]): void {
  const known = declared.filter((names) => names !== undefined);
  if (known.length === 0 || known.length < declared.length) return;
  const unknown = Object.keys(shared).filter((name) => !known.some((names) => names.has(name)));
  if (unknown.length === 0) return;
  const all = [...new Set(known.flatMap((names) => [...names]))].sort();
  throw new ParameterError(
    `No notebook declares ${unknown.map((name) => `'${name}'`).join(', ')} in its parameters cell, and nothing was ` +
      `executed. Declared are: ${all.join(', ') || 'none'}. Correct the name, or give --no-strict-parameters ` +
      '(strictParameters: false) to run all the same.',
  );
}

function refuseSharedOutputs(tasks: readonly NotebookTask[], templates: readonly PathTemplate[]): void {
  const taken = new Map<string, NotebookTask>();
  for (const [index, task] of tasks.entries()) {
    if (typeof task.output !== 'string') continue;
    const output = templates[index]?.fillShown(task.output) ?? task.output;
    const path = output === '-' || !isLocal(output) ? output : resolve(localPath(output));
    const other = taken.get(path);
    taken.set(path, task);
    if (!other) continue;
    const shown = shownPath(output);
    throw new NotebookIoError(
      shown,
      `Two notebooks would be written to ${shown}: ${nameOf(other)} and ${nameOf(task)}. Give each an output of ` +
        'its own.',
    );
  }
}

function nameOf({ name, input }: NotebookTask): string {
  return name ?? (typeof input === 'string' ? shownPath(input) : 'a notebook object');
}
