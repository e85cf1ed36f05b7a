import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { KernelMessage } from './kernel/message.js';

/** What is wrong with code that asks for input; ipykernel gives the same name to its own refusal. */
export function refusedInput({ content }: KernelMessage): KernelErrorReport {
  const prompt = typeof content.prompt === 'string' ? content.prompt.trim() : '';
  const asked = prompt === '' ? '' : ` (${JSON.stringify(prompt.slice(0, 200))})`;
  const ename = 'StdinNotImplementedError';
  const evalue = `it asked for input${asked}, and nobody is there to answer. Make it a parameter of the notebook.`;
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
