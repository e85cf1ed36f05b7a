import type { PathTemplate } from '../path-template.js';
import type { ReportTarget } from '../reports/write-reports.js';
import { runTemplate } from '../run/plan-notebooks.js';
import type { NotebookTask } from '../run/run-options.js';
import type { Parameters } from '../translators/parameters.js';
import type { CommonArguments } from './arguments.js';
import { collectParameters } from './parameter-options.js';
import { refuseOverwriting, type SideFile } from './refuse-overwriting.js';

/** The paths that a command names are templates: over its parameters, the run's id, and the moment it began. */
export class CommandPaths {
  /** With the templates in their paths filled in. */
  readonly reports: readonly ReportTarget[];

  private constructor(
    private readonly given: CommonArguments,
    readonly parameters: Parameters,
    readonly template: PathTemplate,
  ) {
    this.reports = given.reports.map(({ format, path }) => ({ format, path: template.fillShown(path) }));
  }

  /** @throws ParameterError for a path with a name that nobody gave a value. */
  static async of(given: CommonArguments): Promise<CommandPaths> {
    const parameters = await collectParameters(given.parameters);
    const { secrets } = given.parameters;
    return new CommandPaths(given, parameters, runTemplate({ parameters, secrets }));
  }

  /**
   * Refuses reports and files that would overwrite a notebook, or each other.
   *
   * @throws NotebookIoError
   */
  refuseOverwriting(tasks: readonly NotebookTask[], files: readonly SideFile[] = []): void {
    const reports = this.given.reports.map(({ format, path }, at) => ({
      option: `--report ${format}=${path}`,
      path: this.reports[at]?.path ?? path,
    }));
    const fill = (path: string | null | undefined): string | null =>
      path ? this.template.fillShown(path) : null;
    const places = tasks.map(({ name, input, output }) => {
      const read = name ?? (typeof input === 'string' ? fill(input) : null);
      return [read, fill(output)].filter((path) => path !== null);
    });
    refuseOverwriting(places.flat(), [...reports, ...files]);
  }
}
