import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Float, ParameterError } from '../../scripts/papermill-js/src/index.js';
import { PathTemplate } from '../../scripts/papermill-js/src/path-template.js';

const now = new Date('2026-02-03T04:05:06.789Z');
const parameters = {
  n: 7,
  f: new Float(2),
  r: 0.125,
  name: 'São',
  yes: true,
  none: null,
  o: { k: ['a'] },
  at: now,
};
const fill = (path: string): string => new PathTemplate(parameters, parameters, now, 'run-id').fill(path);

describe('A path with templates', () => {
  const cases: [string, string][] = [
    ['plain.ipynb', 'plain.ipynb'],
    ['{name}/{n}.ipynb', 'São/7.ipynb'],
    ['{n:03d}-{n:3}-{n:<3}|{r:.2f}-{name:>5}-{name:*^7}', '007-  7-7  |0.13-  São-**São**'],
    ['{f}-{yes}-{none}-{o[k]}', '2.0-True-None-["a"]'],
    ['{{n}}', '{n}'],
    ['{pm[run_uuid]}.{pm.run_uuid}', 'run-id.run-id'],
    ['{pm[current_datetime_utc]}', '2026-02-03 04:05:06.789000'],
    ['{pm[current_datetime_utc]:%Y-%m-%dT%H%M%S}', '2026-02-03T040506'],
    ['{at:%d %b %Y, %I %p, day %j}', '03 Feb 2026, 04 AM, day 034'],
  ];
  for (const [path, expected] of cases) {
    it(`${path} becomes ${expected}`, () => assert.equal(fill(path), expected));
  }

  it('shows the local time of the machine', () => {
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
    assert.equal(fill('{pm[current_datetime_local]:%Y-%m-%d %H}'), local.slice(0, 13).replace('T', ' '));
  });

  it('is refused where a parameter is missing, or where it is no template', () => {
    assert.throws(
      () => fill('out/{x}.ipynb'),
      /needs the parameter 'x', which was not given\. Given were: pm, n/,
    );
    assert.throws(() => fill('{o[z]}'), ParameterError);
    assert.throws(() => fill('{toString}'), ParameterError);
    assert.throws(() => fill('a{b.ipynb'), /single \{.*write \{\{/);
    assert.throws(() => fill('{n:%Y}'), /format '%Y' of \{n:%Y\}/);
    assert.throws(() => fill('{at:%Q}'), /format '%Q'/);
  });
});
