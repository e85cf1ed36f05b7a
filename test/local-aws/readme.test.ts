import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { LocalAwsOptions } from '../../scripts/local-aws/src/index.js';
import { awsLimits } from '../../scripts/local-aws/src/kinesis/limits/limits.js';

const packageFolder = path.dirname(createRequire(import.meta.url).resolve('local-aws/package.json'));
const readme = await readFile(path.join(packageFolder, 'README.md'), 'utf8');

describe("local-aws' README", () => {
  it('shows a test file that is one of these, word for word', async () => {
    const example = await readFile(path.join(import.meta.dirname, 'example.test.ts'), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\`\n`), 'copy example.test.ts to "In a test" again');
  });

  it('names every option of the command and of startLocalAws, and every limit', async () => {
    const command = path.join(packageFolder, 'bin', 'local-aws.js');
    const { stdout } = await promisify(execFile)(process.execPath, [command, 'start', '--help']);
    const flags = [...stdout.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
    // The compiler misses here what is not one of them, and the other way round.
    const options: Record<keyof LocalAwsOptions, string> = {
      ...{ port: '', host: '', dataDir: '', durability: '', clock: '', clockRate: '', limits: '' },
      ...{ transitionMs: '', accountId: '', tls: '', accessKeys: '', allowedHosts: '', logger: '' },
    };
    const paragraphs = {
      '`start` takes': flags.filter((flag) => flag !== '--help' && flag !== '--background'),
      'Options:': Object.keys(options),
      '| Option |': Object.keys(awsLimits),
    };
    for (const [start, names] of Object.entries(paragraphs)) {
      const text = readme.split('\n\n').find((paragraph) => paragraph.startsWith(start)) ?? '';
      assert.deepEqual(
        names.filter((name) => !text.includes(`\`${name}\``)),
        [],
        start,
      );
    }
  });
});
