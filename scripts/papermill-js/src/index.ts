export type { CheckOptions } from './check/check-options.js';
export { parseSanitizers, readSanitizers } from './check/read-sanitizers.js';
export type { Sanitizer, SanitizerName } from './check/sanitizers.js';
export type { Engine, EngineCell, EngineContext, EngineRequest, EngineRun } from './engines/engine.js';
export { CellExecutionError } from './errors/cell-execution-error.js';
export { CellTimeoutError } from './errors/cell-timeout-error.js';
export { DeadKernelError, type KernelExit } from './errors/dead-kernel-error.js';
export { EngineNotFoundError } from './errors/engine-not-found-error.js';
export { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
export { ExecutionError, type FailedCell } from './errors/execution-error.js';
export type { KernelErrorReport } from './errors/kernel-error-report.js';
export { type InstalledKernel, KernelNotFoundError } from './errors/kernel-not-found-error.js';
export { KernelStartError } from './errors/kernel-start-error.js';
export { LateError } from './errors/late-error.js';
export { NotebookFormatError } from './errors/notebook-format-error.js';
export { NotebookIoError } from './errors/notebook-io-error.js';
export { NotebookTimeoutError } from './errors/notebook-timeout-error.js';
export { NothingToCheckError } from './errors/nothing-to-check-error.js';
export { type MismatchedCell, OutputMismatchError } from './errors/output-mismatch-error.js';
export { PapermillError, type PapermillErrorCode } from './errors/papermill-error.js';
export { ParameterError } from './errors/parameter-error.js';
export { streamNotebook, streamNotebooks } from './event-stream.js';
export type { EndingStep, NotebookEvent, NotebookEventListener } from './events.js';
export { executeNotebook } from './execute-notebook.js';
export type { ExecuteOptions } from './execute-options.js';
export type { CellStatus, ExecutedCell, ExecutedNotebook } from './executed-notebook.js';
export { type InspectOptions, inspectNotebook } from './inspect-notebook.js';
export { type ExpandOptions, expandInputs, type FoundInput } from './io/expand-inputs.js';
export type { IoHandler, IoHandlers, IoOptions } from './io/io-handler.js';
export { outputPaths } from './io/output-paths.js';
export { Kernel, type KernelOptions } from './kernel/kernel.js';
export type { KernelResult } from './kernel/kernel-result.js';
export type { Cell, CodeCell, MarkdownCell, Notebook, Output, RawCell } from './notebook/model.js';
export { parseNotebook, type ReadOptions, readNotebook } from './notebook/read.js';
export { serializeNotebook } from './notebook/write.js';
export type { EarlierFailure, NotebookOutcome, NotebookResult, RunResult } from './notebook-result.js';
export type { GithubSummaryOptions } from './reports/github-summary.js';
export type { HtmlReportOptions } from './reports/html.js';
export {
  type CellCounts,
  type JsonCell,
  type JsonError,
  type JsonEvent,
  type JsonEventBody,
  JsonEventWriter,
  type JsonOutput,
} from './reports/json-events.js';
export {
  type JsonReport,
  type JsonReportCell,
  type JsonReportNotebook,
  jsonReport,
} from './reports/json-report.js';
export {
  githubAnnotations,
  githubSummary,
  renderHtmlReport,
  renderJUnitReport,
} from './reports/render-reports.js';
export type { ReportOptions } from './reports/report-options.js';
export {
  type ReportFormat,
  type ReportTarget,
  writeReports,
} from './reports/write-reports.js';
export { executeNotebooks } from './run/execute-notebooks.js';
export type { RunEvent, RunEventListener } from './run/run-events.js';
export type { NotebookTask, RunOptions } from './run/run-options.js';
export { notebookResult, type Outcome, runResult } from './run-result.js';
export {
  Float,
  type NotebookParameter,
  type Parameters,
  type ParameterValue,
} from './translators/parameters.js';
export { version } from './version.js';
export type { NotebookWatch } from './watch/notebook-watch.js';
export type { RestartReason, WatchEvent, WatchEventListener } from './watch/watch-events.js';
export { watchNotebook } from './watch/watch-notebook.js';
export type { WatchedRun, WatchOptions } from './watch/watch-options.js';
