/** What can keep the lab from opening. */
export type LabErrorCode =
  /** No Python that is new enough, or one that cannot make environments. */
  | 'PythonMissing'
  /** pip or uv failed. */
  | 'InstallFailed'
  /** The port that was asked for is taken. */
  | 'PortInUse'
  /** JupyterLab ended before it served. */
  | 'ServerFailed'
  /** It was told to stop while it was starting. */
  | 'Stopped';

/** A failure of the lab, in a sentence for the person who started it. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
