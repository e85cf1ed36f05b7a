import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findPython } from '../../scripts/lab/find-python.js';
import { pythonPattern, pythonReplacement } from '../../scripts/papermill-js/src/check/python-pattern.js';
import {
  builtInSanitizers,
  defaultSanitizers,
  type SanitizerName,
  sanitize,
} from '../../scripts/papermill-js/src/check/sanitizers.js';
import { parseSanitizers, readSanitizers } from '../../scripts/papermill-js/src/index.js';
import { temporaryFolder } from './support/kernels.js';

/** nbval's documentation shows two expressions in one section, which a reader of ini files takes for one. */
const nbvalFile = `[Section1]
regex: [a-z]*
replace: abcd

regex: [1-9]*
replace: 0000

[Section2]
regex: (<[a-zA-Z_][0-9a-zA-Z_.]* at )(0x[0-9a-fA-F]+)(>)
replace: \\1MEMORY_ADDRESS\\3
`;

describe('Sanitizers that come along', () => {
  const plain = (text: string, names: readonly SanitizerName[] = defaultSanitizers): string =>
    sanitize(text, builtInSanitizers(names));

  it('take away what is another in each run: colours, addresses, UUIDs, temporary folders', () => {
    const text =
      '\u001b[31m<Foo object at 0x7f3a2b1c>\u001b[0m\r\n' +
      'request 0f8fad5b-d9cb-469f-a165-70867728950e wrote /tmp/tmpab12/data.csv\n' +
      '/var/folders/zz/abc123/T/x-1/data.csv C:\\Users\\Ana M\\AppData\\Local\\Temp\\x9\\data.csv';
    assert.equal(
      plain(text),
      '<Foo object at 0x…>\nrequest <uuid> wrote <tmp>/data.csv\n<tmp>/data.csv <tmp>\\data.csv',
    );
  });

  it('leave what may be a result: numbers, hexadecimal ones too, times, durations', () => {
    const text = 'mask 0xff00, color 0xdeadbeef, 2026-01-31T12:00:00Z, 1.5 s, 550e8400, look at 0x1f';
    assert.equal(plain(text), text);
  });

  it('take away times, dates and durations where they are asked for', () => {
    const text =
      '2026-01-31T12:00:00.123Z 2026-01-31 12:00 +01:00 12:34:56 31/01/2026 in 1.5 s, 20ms, 3 shards';
    assert.equal(
      plain(text, ['durations', 'dates', 'times']),
      '<date and time> <date and time> <time> <date> in <duration>, <duration>, 3 shards',
    );
    assert.equal(plain('0f8fad5b-d9cb-469f-a165-70867728950e', []), '0f8fad5b-d9cb-469f-a165-70867728950e');
  });
});

describe('A file of nbval’s sanitizers', () => {
  const folder = temporaryFolder({ after });

  it('is read as nbval reads it: pairs of lines, whatever the sections', async () => {
    const file = join(folder, 'sanitize.cfg');
    await writeFile(file, nbvalFile.replaceAll('\n', '\r\n'));
    const sanitizers = await readSanitizers(file);
    assert.equal(sanitizers.length, 3);
    assert.equal(sanitize('<Foo at 0xAB>', sanitizers.slice(2)), '<Foo at MEMORY_ADDRESS>');
    assert.equal(sanitize('12-34', sanitizers.slice(1, 2)), '00000000-00000000');
  });

  it('may take something away altogether', () => {
    const [sanitizer] = parseSanitizers('regex: x+\nreplace:', 'f');
    assert.ok(sanitizer);
    assert.equal(sanitize('axxb', [sanitizer]), 'ab');
  });

  it('is refused, with the line, where a pair is torn or an expression cannot be used', () => {
    const refusal = (text: string): string => {
      try {
        parseSanitizers(text, 'my.cfg');
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    assert.equal(
      refusal('[a]\nregex: x\n\nreplace: y'),
      "my.cfg, line 2: 'regex:' without a line 'replace:' right after it.",
    );
    assert.match(
      refusal('regex: (\nreplace: y'),
      /^my\.cfg, line 1: The regular expression \( cannot be used: /,
    );
    assert.match(refusal('regex: (?x) a\nreplace: y'), /flags \(\?x\) of Python are not supported/);
    assert.match(refusal('regex: (?(1)a|b)\nreplace: y'), /groups that begin with \(\?\( are not supported/);
  });

  it('is refused where there is none', async () => {
    await assert.rejects(readSanitizers(join(folder, 'nowhere.cfg')), {
      code: 'NOTEBOOK_IO',
      message: /^The file of sanitizers .*nowhere\.cfg cannot be read: ENOENT/,
    });
  });
});

/** A regular expression, what takes its place, and a text: all in Python's notation. */
const substitutions: readonly (readonly [string, string, string])[] = [
  [String.raw`\d+`, '#', 'a1 b22 ٣'],
  [String.raw`(?a)\d+`, '#', 'a1 b22 ٣'],
  [String.raw`\w+`, 'W', 'São Paulo_1 – ok'],
  [String.raw`[\w-]+`, 'W', 'a-b São c d'],
  [String.raw`[^\W\d]+`, 'W', 'a1b São'],
  [String.raw`\bé`, 'E', 'é aé'],
  [String.raw`\B.`, '', 'abc def'],
  [String.raw`(?P<n>\d+) (?P<unit>ms|s)`, String.raw`\g<unit>=\g<n>`, 'took 12 ms, 3 s'],
  ['(a)(b)?', String.raw`[\2\1\g<0>]`, 'ab a'],
  ['(a)', String.raw`\g<1>0`, 'a'],
  ['(?P<x>.)(?P=x)', '<>', 'aabbc'],
  [String.raw`(.)\1`, '$1 $& $$', 'aabbc'],
  ['^a|b$', '!', 'ab\nab\n'],
  ['(?m)^a|b$', '!', 'ab\nab\n'],
  [String.raw`\Aa|b\Z`, '!', 'ab\nab\n'],
  [String.raw`b\Z`, '!', 'ab\nab'],
  ['a.b', '!', 'a\rb a\u2028b a\nb'],
  ['(?s)a.b', '!', 'a\nb'],
  ['(?i)ABC|ß', '!', 'abc SS aBc'],
  ['[]a-c]+', '!', 'a]b d'],
  ['[^]a-c]+', '!', 'a]b de'],
  ['[-a]+|[a-]+', '!', 'a-b'],
  [String.raw`[a\-z]+`, '!', 'a-z m'],
  ['[&&||+--]', '!', 'a&b|c-d'],
  [String.raw`[\[\]{}()\\/^$.*+?]`, '!', String.raw`[x]{y}(z)\/^$.*+?`],
  ['a{2}b{1,2}c{,2}d{x', '!', 'aabccd{x aabd{x'],
  ['}{', '!', 'a}{b'],
  [String.raw`\<\-\"\ \#\%\,\'\&\~\@\!\:\;\=\>`, '!', '<-" #%,\'&~@!:;=>'],
  [String.raw`\x41\u00e9\t\n`, String.raw`\n\t\\`, 'Aé\t\n'],
  [String.raw`[\x41-\x43\b]`, '!', 'ABCD\b'],
  ['(?#nothing)a(?:b)(?=c)(?!d)(?<=b)(?<!a)', '!', 'abc'],
  ['x*', '-', 'abxd'],
  ['[a-z]*', 'X', 'abc1'],
  ['😀+', 'smile', 'a😀😀b'],
  [String.raw`(\d{4})-(\d\d)`, String.raw`\2/\1`, '2026-01'],
];

describe('A regular expression of Python’s', async () => {
  const { python } = await findPython();
  const skip = python === undefined && 'there is no Python';
  it('replaces in JavaScript what it replaces in Python', { skip }, () => {
    const script =
      'import json, re, sys, warnings\nwarnings.simplefilter("ignore")\n' +
      'print(json.dumps([re.sub(*case) for case in json.load(sys.stdin)]))';
    const expected: unknown = JSON.parse(
      execFileSync(python?.executable ?? '', ['-c', script], {
        input: JSON.stringify(substitutions),
        encoding: 'utf8',
      }),
    );
    const ours = substitutions.map(([pattern, replacement, text]) =>
      text.replace(pythonPattern(pattern), pythonReplacement(replacement)),
    );
    assert.deepEqual(ours, expected);
  });
});
