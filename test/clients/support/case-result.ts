import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Ended } from './open-client.js';

/** What came of a case of another language's program, by its sentence. */
export interface CaseResult {
  readonly title: string;
  readonly outcome: 'passed' | 'skipped' | 'failed';
  readonly details?: string;
}

/** Makes a subtest of each case that a program has told as TAP: `ok <title>`, or `not ok <title>` and lines with `#`. */
export async function showCases(
  t: TestContext,
  { stdout, stderr, exitCode }: Ended,
  count: number,
): Promise<void> {
  const results = casesIn(stdout);
  for (const { title, outcome, details } of results)
    await t.test(title, () => assert.equal(outcome, 'passed', `${details}\n${stderr}`));
  // A program that broke off would have told fewer.
  assert.equal(results.length, count, stdout + stderr);
  assert.equal(exitCode, 0);
}

function casesIn(tap: string): CaseResult[] {
  return [...tap.matchAll(/^(not )?ok (.*)\n((?:# .*\n?)*)/gm)].map(([, not, title = '', details = '']) => ({
    title,
    outcome: not ? 'failed' : 'passed',
    details,
  }));
}
