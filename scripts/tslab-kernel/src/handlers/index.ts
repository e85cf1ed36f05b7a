import { handleCommOpen, ignoreComm } from './comm.js';
import { handleCommInfo } from './comm-info.js';
import { handleComplete } from './complete.js';
import { handleExecute } from './execute.js';
import type { Handler } from './handler.js';
import { handleHistory } from './history.js';
import { handleInspect } from './inspect.js';
import { handleInterrupt } from './interrupt.js';
import { handleIsComplete } from './is-complete.js';
import { handleKernelInfo } from './kernel-info.js';
import { handleShutdown } from './shutdown.js';

/** The requests that the kernel answers, by message type; others are ignored, as the protocol asks. */
export const handlers: ReadonlyMap<string, Handler> = new Map([
  ['kernel_info_request', handleKernelInfo],
  ['execute_request', handleExecute],
  ['complete_request', handleComplete],
  ['inspect_request', handleInspect],
  ['is_complete_request', handleIsComplete],
  ['history_request', handleHistory],
  ['comm_info_request', handleCommInfo],
  ['comm_open', handleCommOpen],
  ['comm_msg', ignoreComm],
  ['comm_close', ignoreComm],
  ['interrupt_request', handleInterrupt],
  ['shutdown_request', handleShutdown],
]);
