import path from 'node:path';
import { executeNotebook } from 'papermill-js';
import { projectRoot } from '../lessons.ts';
import type { GroupResult, Row } from './result.ts';

const cells = ['1 + 1', "import { connect } from '../shared';", 'connect.name', 'const x: number = 2; x'];

/** A notebook of four cells run headless, from reading it to the kernel's end. */
export async function measureRunner(runs: number): Promise<GroupResult> {
  const ready: number[] = [];
  const whole: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { durationMs } = await executeNotebook(notebook(), null, {
      cwd: path.join(projectRoot, 'notebooks'),
      onEvent(event) {
        if (event.type === 'kernel-ready') ready.push(event.durationMs);
      },
    });
    whole.push(durationMs);
  }
  const row = (what: string, values: readonly number[]): Row => ({
    what,
    unit: 'ms',
    measured: { 'papermill-js': { values } },
    verdicts: [],
  });
  return {
    name: 'runner',
    title: 'papermill-js: a notebook of four cells',
    about: [],
    columns: ['papermill-js'],
    rows: [row('until the kernel is ready and heard', ready), row('all of it', whole)],
  };
}

function notebook() {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'tslab', language: 'typescript' } },
    cells: cells.map((source, index) => ({
      cell_type: 'code' as const,
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
}
