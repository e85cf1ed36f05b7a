import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failingLine } from '../../scripts/papermill-js/src/reports/failing-line.js';

const source = '1\n2\n3\n4\n5';

// Tracebacks as the kernels were seen to send them.
const tracebacks: readonly { kernel: string; traceback: readonly string[]; line: number | undefined }[] = [
  {
    kernel: 'this project’s: an exception in the cell',
    traceback: [
      '\u001b[31mTypeError\u001b[39m: boom',
      '\u001b[90m> 4 | \u001b[39mthrow',
      '\u001b[90m    at Cell[2]:4:7\u001b[39m',
    ],
    line: 4,
  },
  {
    kernel: 'this project’s: one in a function of an earlier cell',
    traceback: ['\u001b[31mError\u001b[39m: in f', '    at f (Cell[1]:2:16)', '    at Cell[2]:3:1'],
    line: 3,
  },
  {
    kernel: 'this project’s: a type that does not fit',
    traceback: ["\u001b[36mCell[2]:2:7\u001b[39m - \u001b[31merror\u001b[39m TS2322: Type 'string' …"],
    line: 2,
  },
  {
    kernel: 'stock tslab: a type that does not fit',
    traceback: ["2:7 - Type 'string' is not assignable …"],
    line: 2,
  },
  {
    kernel: 'stock tslab: an exception, whose lines are those of the compiled cell',
    traceback: ['TypeError: boom', '    at evalmachine.<anonymous>:6:7'],
    line: undefined,
  },
  {
    kernel: 'Deno: an exception, whose lines are those of the compiled cell',
    traceback: ['Error: g', '    at g (<anonymous>:2:9)', '    at <anonymous>:4:1'],
    line: undefined,
  },
  {
    kernel: 'ipykernel 7: the innermost frame of the cell',
    traceback: [
      '\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[2]\u001b[39m\u001b[32m, line 4\u001b[39m\n---> 4 await g()',
      '\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[2]\u001b[39m\u001b[32m, line 3\u001b[39m, in g()\n---> 3 raise',
      'File json/decoder.py:355, in raw_decode\n--> 355 raise',
    ],
    line: 3,
  },
  {
    kernel: 'ipykernel 7: a syntax error',
    traceback: [
      '  \u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[2]\u001b[39m\u001b[32m, line 2\u001b[39m\n    b = (\n',
    ],
    line: 2,
  },
  {
    kernel: 'ipykernel 6',
    traceback: ['Input In [2], in <cell line: 3>()\n      1 a\n----> 3 raise ValueError()'],
    line: 3,
  },
  {
    kernel: 'ipykernel 5',
    traceback: ['<ipython-input-2-5a> in <module>\n----> 5 raise ValueError()'],
    line: 5,
  },
  {
    kernel: 'IJulia',
    traceback: ['DivideError', 'Stacktrace:\n [1] top-level scope\n   @ In[2]:2'],
    line: 2,
  },
  { kernel: 'any: a line that the cell does not have', traceback: ['    at Cell[2]:99:1'], line: undefined },
];

describe('The line at which a cell failed', () => {
  for (const { kernel, traceback, line } of tracebacks) {
    it(`is read from the traceback of ${kernel}`, () => {
      assert.equal(failingLine(traceback, 2, source), line);
    });
  }
});
