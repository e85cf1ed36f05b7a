import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import {
  ParameterError,
  type Parameters,
  type ParameterValue,
} from '../../scripts/papermill-js/src/index.js';
import { inspectPython } from '../../scripts/papermill-js/src/translators/python-inspect.js';
import { translatorFor } from '../../scripts/papermill-js/src/translators/translator.js';

async function value(language: string, given: ParameterValue): Promise<string> {
  const source = (await translatorFor(undefined, language)).translate({ x: given }, '');
  return source.split('\n').slice(1).join('\n').trim();
}

describe('Text in other languages', () => {
  it('is escaped as each of them reads it', async () => {
    assert.equal(await value('R', 'a "b" \\ é'), 'x = "a \\"b\\" \\\\ é"');
    assert.equal(await value('julia', 'cost: $5'), 'x = "cost: \\$5"');
    assert.equal(await value('matlab', 'say "a"\n'), 'x = "say ""a""" + string(char(10));');
    assert.equal(await value('PowerShell', "it's $HOME"), "$x = 'it''s $HOME'");
    assert.equal(await value('C#', [1, 'a', null]), 'var x = new object[] { 1, "a", (object)null };');
  });

  const noShell = process.platform === 'win32';
  it('arrives in Bash as it was', { skip: noShell }, async () => {
    const text = 'it\'s "$HOME" `id` \\ \n\té';
    const source = (await translatorFor('bash', undefined)).translate({ x: text, list: ['a b', 'c'] }, '');
    const script = `${source}printf '%s|' "$x" "\${list[@]}"`;
    assert.equal(execFileSync('bash', ['-c', script], { encoding: 'utf8' }), `${text}|a b|c|`);
  });

  it('is refused where the language has no place for the value', async () => {
    await assert.rejects(
      value('bash', { a: 1 }),
      /The parameter x is an object, which cannot be written in Bash/,
    );
    const names: Parameters = { 'my name': 1 };
    const scala = await translatorFor('scala', undefined);
    assert.throws(() => scala.translate(names, ''), ParameterError);
  });
});

describe('The parameters cell in Python', () => {
  it('tells simple assignments with their annotations and comments', () => {
    const cell = `import sys
n = 1  # how many
text: str = "a # b"  # a text
old = None  # type: int  of old
items = [  # not this
    1,
    2,
]  # the items
if n == 2: pass`;
    const rows = inspectPython(cell).map((p) => [p.name, p.type, p.default, p.help]);
    assert.deepEqual(rows, [
      ['n', undefined, '1', 'how many'],
      ['text', 'str', '"a # b"', 'a text'],
      ['old', 'int', 'None', 'of old'],
      ['items', undefined, '[1,2,]', 'the items'],
    ]);
  });
});
