import type { ExecuteOptions } from '../execute-options.js';
import type { CommonArguments } from './arguments.js';
import { maskedValues } from './parameter-options.js';

/** The options of an execution that a command line gives, parameters left out. */
export function executeOptions(
  given: CommonArguments,
): Omit<ExecuteOptions, 'parameters' | 'onEvent' | 'kernel'> {
  return {
    strictParameters: given.strictParameters,
    secrets: given.parameters.secrets,
    secretValues: maskedValues(given.parameters),
    kernelDirs: given.kernelDirs,
    startTimeoutMs: given.startTimeoutMs,
    prepareOnly: given.prepareOnly,
    reportMode: given.reportMode,
    requestSaveOnCellExecute: given.saveOnCells,
    autosaveCellEveryMs: given.autosaveMs,
    ...(given.engine !== undefined && { engineName: given.engine }),
    ...(given.kernel !== undefined && { kernelName: given.kernel }),
    ...(given.language !== undefined && { language: given.language }),
    ...(given.cwd !== undefined && { cwd: given.cwd }),
    ...(given.executionTimeoutMs !== undefined && { executionTimeoutMs: given.executionTimeoutMs }),
    ...(given.notebookTimeoutMs !== undefined && { notebookTimeoutMs: given.notebookTimeoutMs }),
    ...(given.maxOutputBytes !== undefined && { maxOutputBytes: given.maxOutputBytes }),
  };
}
