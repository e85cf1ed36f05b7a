import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';

const packageFolder = path.dirname(createRequire(import.meta.url).resolve('local-aws/package.json'));
const readme = await readFile(path.join(packageFolder, 'README.md'), 'utf8');

describe("local-aws' README", () => {
  it('shows a test file that is one of these, word for word', async () => {
    const example = await readFile(path.join(import.meta.dirname, 'example.test.ts'), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\`\n`), 'copy example.test.ts to "In a test" again');
  });
});
