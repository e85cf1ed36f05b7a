import type { CellStatus, PapermillErrorCode } from '../../../scripts/papermill-js/src/index.js';
import type { KernelId } from './kernels.js';

/** An output as a test names it: `stdout: text`, `error: Name: message`, or the types and texts of data. */
export type Shown = string | RegExp;

/** What running a notebook comes to. */
export interface Outcome {
  readonly ends: 'well' | PapermillErrorCode;
  /** One word a cell. */
  readonly cells: readonly CellStatus[];
  /** Of the code cells. */
  readonly outputs: readonly (readonly Shown[])[];
}

/** A fixture notebook and what it comes to, on each of the kernels. */
export interface Behaviour {
  /** The notebook's name below `fixtures/behaviours`, which says what it shows. */
  readonly notebook: `${'typescript' | 'python'}/${string}`;
  readonly on: readonly KernelId[];
  readonly expect: Outcome;
  /** Where a kernel differs, and why. */
  readonly except?: Partial<Record<KernelId, Partial<Outcome> & { readonly because: string }>>;
}

const tslabs = ['ours', 'stock'] as const;
const typescript = [...tslabs, 'deno'] as const;
const python = ['ipykernel'] as const;
const [completed, failed, pending, skipped] = ['completed', 'failed', 'pending', 'skipped'] as const;
const stops = [completed, failed, pending] as const;

const before = ['stdout: before\n'];
const printsErrors = 'it prints errors to stderr, where they are read';
const ofTheRunning = 'it says of what comes late that it is the running cell’s';

const lines = `stdout: ${Array.from({ length: 200_000 }, (_, line) => `${line}\n`).join('')}`;
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const timedOut = /^error: CellTimeoutError: Cell 2 \(cell-2\) ran longer than the 4 s/;
const interrupted = /^(error: (Error|KeyboardInterrupt|InterruptError|Interrupted)|stderr: )/;

const failing: Outcome = {
  ends: 'CELL_FAILED',
  cells: stops,
  outputs: [before, ['error: TypeError: não deu'], []],
};
const expected: Outcome = {
  ends: 'well',
  cells: [completed, skipped, completed, completed, completed],
  outputs: [['error: RangeError: expected'], [], [], ['stdout: after\n']],
};
const dies: Outcome = {
  ends: 'DEAD_KERNEL',
  cells: stops,
  outputs: [before, [/^error: DeadKernelError: The kernel died in cell 2 \(cell-2\): exit code 9\./], []],
};
const timesOut: Outcome = {
  ends: 'CELL_TIMEOUT',
  cells: stops,
  outputs: [before, [interrupted, timedOut], []],
};
const lateError = (error: string): Outcome => ({
  ends: 'CELL_FAILED',
  cells: [failed, completed, pending],
  outputs: [['stdout: first\n', error], ['stdout: second\n'], []],
});
const lateErrorOfTheRunning = (error: string): Pick<Outcome, 'cells' | 'outputs'> => ({
  cells: stops,
  outputs: [['stdout: first\n'], [error, 'stdout: second\n'], []],
});
const inOrder: Outcome = {
  ends: 'well',
  cells: [completed],
  outputs: [['stdout: a\nb\n', 'stderr: c\n', 'stdout: d\n']],
};
const updated: Outcome = {
  ends: 'well',
  cells: [completed, completed],
  outputs: [['text/html: <b>100 %</b>'], []],
};
const whole = (text: string): Outcome => ({
  ends: 'well',
  cells: [completed, completed],
  outputs: [[text], ['stdout: after\n']],
});
const rewritten = 'stdout: \u001b[32m100 %\u001b[39m\ndone\r\n';
const late: Outcome = {
  ends: 'well',
  cells: [completed, completed],
  outputs: [['stdout: first\nlate\n'], ['stdout: second\n']],
};
const lateInTheRunning: Pick<Outcome, 'outputs'> = {
  outputs: [['stdout: first\n'], ['stdout: late\nsecond\n']],
};

/** Every fixture notebook below `fixtures/behaviours`. */
export const behaviours: readonly Behaviour[] = [
  {
    notebook: 'typescript/a-failing-cell-ends-the-notebook',
    on: typescript,
    expect: failing,
    except: {
      stock: { because: printsErrors, outputs: [before, [/^stderr: /, 'error: TypeError: não deu'], []] },
    },
  },
  {
    notebook: 'typescript/a-type-error-is-a-failure',
    on: typescript,
    expect: {
      ends: 'CELL_FAILED',
      cells: [failed, pending],
      outputs: [
        [/^error: CompileError: .*error TS2322: Type 'string' is not assignable to type 'number'\./],
        [],
      ],
    },
    except: {
      stock: {
        because: printsErrors,
        outputs: [[/^stderr: 1:7 - /, /^error: Error: 1:7 - Type 'string' is not assignable/], []],
      },
      deno: {
        because: 'it does not check types',
        ends: 'well',
        cells: [completed, completed],
        outputs: [[], ['stdout: never\n']],
      },
    },
  },
  {
    notebook: 'typescript/an-expected-exception-is-no-failure',
    on: typescript,
    expect: expected,
    except: {
      stock: {
        because: printsErrors,
        outputs: [[/^stderr: /, 'error: RangeError: expected'], [], [], ['stdout: after\n']],
      },
    },
  },
  {
    notebook: 'typescript/a-late-rejection-fails-its-cell',
    on: typescript,
    expect: lateError('error: TypeError: late'),
    except: {
      // Its parent is the cell before or the running one, as the timing has it.
      stock: { because: printsErrors, cells: [], outputs: [] },
      deno: { because: ofTheRunning, ...lateErrorOfTheRunning('error: TypeError: late') },
    },
  },
  {
    notebook: 'typescript/a-late-timer-error-fails-its-cell',
    on: typescript,
    expect: lateError('error: RangeError: late'),
    except: {
      stock: { because: printsErrors, cells: [], outputs: [] },
      deno: { because: ofTheRunning, ...lateErrorOfTheRunning('error: RangeError: late') },
    },
  },
  {
    notebook: 'typescript/a-rejection-in-the-last-cell-fails-it',
    on: typescript,
    expect: {
      ends: 'CELL_FAILED',
      cells: [completed, failed],
      outputs: [['stdout: first\n'], ['stdout: second\n', 'error: TypeError: late']],
    },
    except: {
      stock: {
        because: printsErrors,
        outputs: [
          ['stdout: first\n'],
          [
            'stdout: second\n',
            /^stderr: UnhandledPromiseRejection: TypeError: late\n/,
            'error: TypeError: late',
          ],
        ],
      },
    },
  },
  { notebook: 'typescript/a-kernel-that-exits-is-dead', on: typescript, expect: dies },
  {
    notebook: 'typescript/an-endless-loop-is-interrupted',
    on: typescript,
    expect: timesOut,
    except: { deno: { because: 'it says nothing of an interrupt', outputs: [before, [timedOut], []] } },
  },
  {
    notebook: 'typescript/an-endless-wait-is-interrupted',
    on: typescript,
    expect: timesOut,
    except: { deno: { because: 'it says nothing of an interrupt', outputs: [before, [timedOut], []] } },
  },
  {
    notebook: 'typescript/late-output-stays-with-its-cell',
    on: typescript,
    expect: late,
    except: {
      stock: { because: ofTheRunning, ...lateInTheRunning },
      deno: { because: ofTheRunning, ...lateInTheRunning },
    },
  },
  { notebook: 'typescript/streams-keep-their-order', on: typescript, expect: inOrder },
  // The other two send only a part of so many lines.
  { notebook: 'typescript/two-hundred-thousand-lines', on: ['ours'], expect: whole(lines) },
  // Stock tslab shows no such values, and Deno sends nothing of 20 MB or more.
  {
    notebook: 'typescript/a-hundred-megabytes-in-one-display',
    on: ['ours'],
    expect: whole(`text/plain: ${'x'.repeat(100_000_000)}`),
  },
  {
    notebook: 'typescript/binary-data-stays-as-it-is',
    on: ['ours', 'deno'],
    expect: { ends: 'well', cells: [completed], outputs: [[`image/png: ${pixel}, text/plain: a pixel`]] },
  },
  {
    notebook: 'typescript/carriage-returns-rewrite-their-line',
    on: tslabs,
    expect: { ends: 'well', cells: [completed], outputs: [[rewritten, 'text/plain: true']] },
    except: {
      stock: { because: 'it prints the last value', outputs: [[`${rewritten}true\n`]] },
    },
  },
  { notebook: 'typescript/a-later-cell-updates-a-display', on: tslabs, expect: updated },
  { notebook: 'python/a-failing-cell-ends-the-notebook', on: python, expect: failing },
  {
    notebook: 'python/an-expected-exception-is-no-failure',
    on: python,
    expect: { ...expected, outputs: [['error: ValueError: expected'], [], [], ['stdout: after\n']] },
  },
  { notebook: 'python/a-kernel-that-exits-is-dead', on: python, expect: dies },
  {
    notebook: 'python/an-endless-loop-is-interrupted',
    on: python,
    expect: timesOut,
  },
  {
    notebook: 'python/an-endless-wait-is-interrupted',
    on: python,
    // It gives up waiting without a word.
    expect: { ...timesOut, outputs: [before, [timedOut], []] },
  },
  {
    notebook: 'python/late-output-stays-with-its-cell',
    on: python,
    expect: late,
    except: { ipykernel: { because: ofTheRunning, ...lateInTheRunning } },
  },
  { notebook: 'python/streams-keep-their-order', on: python, expect: inOrder },
  { notebook: 'python/two-hundred-thousand-lines', on: python, expect: whole(lines) },
  {
    notebook: 'python/a-hundred-megabytes-in-one-display',
    on: python,
    expect: whole(`text/plain: ${'x'.repeat(100_000_000)}`),
  },
  {
    notebook: 'python/binary-data-stays-as-it-is',
    on: python,
    expect: {
      ends: 'well',
      cells: [completed],
      outputs: [[`image/png: ${pixel}, text/plain: <IPython.core.display.Image object>`]],
    },
  },
  {
    notebook: 'python/carriage-returns-rewrite-their-line',
    on: python,
    expect: { ends: 'well', cells: [completed], outputs: [[rewritten]] },
  },
  {
    notebook: 'python/a-later-cell-updates-a-display',
    on: python,
    expect: {
      ...updated,
      outputs: [['text/html: <b>100 %</b>, text/plain: <IPython.core.display.HTML object>'], []],
    },
  },
  {
    notebook: 'python/outputs-are-cleared-when-the-next-comes',
    on: python,
    expect: {
      ends: 'well',
      cells: [completed, completed, completed],
      outputs: [['stdout: 4\n'], ['stdout: here\n'], ['stdout: stays\n']],
    },
  },
  {
    notebook: 'python/asking-for-input-is-refused',
    on: python,
    expect: {
      ends: 'CELL_FAILED',
      cells: stops,
      outputs: [before, [/^error: StdinNotImplementedError: /], []],
    },
  },
  {
    notebook: 'python/errors-of-threads-and-tasks-are-only-printed',
    on: python,
    expect: {
      ends: 'well',
      cells: [completed, completed, completed],
      outputs: [
        [/^stderr: Exception in thread .*ValueError: in a thread\n$/s],
        [/^stderr: Task exception was never retrieved.*ValueError: in a task\n$/s],
        ['stdout: after\n'],
      ],
    },
  },
  {
    notebook: 'python/sys-exit-ends-the-notebook-early',
    on: python,
    expect: {
      ends: 'well',
      cells: [completed, completed, pending],
      outputs: [before, ['error: SystemExit: ', /^stderr: .*To exit: use 'exit'/s], []],
    },
  },
  {
    notebook: 'python/widgets-keep-their-state',
    on: python,
    expect: {
      ends: 'well',
      cells: [completed, completed, completed, completed],
      outputs: [[/IntSlider/], [/Image/], ['stdout: outside\n', /Output/], ['text/plain: (1, 7)']],
    },
  },
];
