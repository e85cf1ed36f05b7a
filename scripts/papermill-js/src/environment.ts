/** What this package reads from the process's environment; nothing else in it reads `process.env`. */
export interface Environment {
  /** Folders of JUPYTER_PATH, in their order. */
  readonly jupyterPath: readonly string[];
  /** JUPYTER_DATA_DIR: the person's own Jupyter data. */
  readonly jupyterDataDir: string | undefined;
  /** XDG_DATA_HOME, APPDATA and PROGRAMDATA: where platforms keep such data otherwise. */
  readonly xdgDataHome: string | undefined;
  readonly appData: string | undefined;
  readonly programData: string | undefined;
  /** VIRTUAL_ENV or CONDA_PREFIX: an environment of Python that may hold kernels. */
  readonly pythonPrefix: string | undefined;
  /** AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or, as papermill has it, BOTO3_ENDPOINT_URL: where S3 is. */
  readonly s3Endpoint: string | undefined;
  /** AWS_REGION or AWS_DEFAULT_REGION. */
  readonly awsRegion: string | undefined;
  /** GITHUB_ACCESS_TOKEN, by papermill's name: for notebooks in private repositories. */
  readonly githubToken: string | undefined;
  /** CI is set to something other than `false` or `0`. */
  readonly ci: boolean;
  /** NO_COLOR is set (https://no-color.org). */
  readonly noColor: boolean;
  /** GITHUB_ACTIONS is `true`: the step this runs in; undefined elsewhere. */
  readonly github:
    | { readonly workspace: string | undefined; readonly summaryPath: string | undefined }
    | undefined;
  /** GITHUB_WORKSPACE, CI_PROJECT_DIR (GitLab) or WORKSPACE (Jenkins): the repository's root. */
  readonly ciRoot: string | undefined;
  /** All variables, for the kernel's own environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The value of a secret parameter that was not given: of PAPERMILL_SECRET_NAME (capitals, `_` for what is no letter or
 * digit), else of the variable of that very name.
 */
export function secretVariable({ variables }: Environment, name: string): string | undefined {
  return variables[secretVariableName(name)] ?? variables[name];
}

/** The variable for a secret parameter. */
export function secretVariableName(name: string): string {
  return `PAPERMILL_SECRET_${name.replace(/[^\p{L}\p{N}]/gu, '_').toUpperCase()}`;
}

/** Reads the environment; pass another record to leave the process's own out of it. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const value = (name: string): string | undefined => variables[name] || undefined;
  const separator = process.platform === 'win32' ? ';' : ':';
  return Object.freeze({
    jupyterPath: (value('JUPYTER_PATH') ?? '').split(separator).filter((dir) => dir !== ''),
    jupyterDataDir: value('JUPYTER_DATA_DIR'),
    xdgDataHome: value('XDG_DATA_HOME'),
    appData: value('APPDATA'),
    programData: value('PROGRAMDATA'),
    pythonPrefix: value('VIRTUAL_ENV') ?? value('CONDA_PREFIX'),
    s3Endpoint: value('AWS_ENDPOINT_URL_S3') ?? value('AWS_ENDPOINT_URL') ?? value('BOTO3_ENDPOINT_URL'),
    awsRegion: value('AWS_REGION') ?? value('AWS_DEFAULT_REGION'),
    githubToken: value('GITHUB_ACCESS_TOKEN'),
    ci: !['', 'false', '0'].includes(variables.CI ?? ''),
    noColor: value('NO_COLOR') !== undefined,
    github:
      variables.GITHUB_ACTIONS === 'true'
        ? { workspace: value('GITHUB_WORKSPACE'), summaryPath: value('GITHUB_STEP_SUMMARY') }
        : undefined,
    ciRoot: value('GITHUB_WORKSPACE') ?? value('CI_PROJECT_DIR') ?? value('WORKSPACE'),
    variables: { ...variables },
  });
}
