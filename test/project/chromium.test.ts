import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ChromiumMissingError, findChromium } from '../lab/support/chromium.js';

describe('the browser of the tests in the browser', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'chromium-'));
    await writeFile(file('google-chrome'), '', { mode: 0o755 });
    await writeFile(file('mine'), '', { mode: 0o755 });
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('is the first on the PATH', () => {
    const PATH = ['', path.join(folder, 'absent'), folder].join(path.delimiter);
    assert.equal(findChromium({ PATH }), file('google-chrome'));
  });

  it('is the one that CHROMIUM_PATH names, before any other', () => {
    assert.equal(findChromium({ PATH: folder, CHROMIUM_PATH: file('mine') }), file('mine'));
  });

  it('is missed in a sentence where CHROMIUM_PATH names nothing', () => {
    assert.throws(
      () => findChromium({ PATH: folder, CHROMIUM_PATH: file('absent') }),
      (error) =>
        error instanceof ChromiumMissingError && /^CHROMIUM_PATH must name .*absent/.test(error.message),
    );
  });

  it('is not found where the PATH has none', () => {
    assert.equal(findChromium({ PATH: path.join(folder, 'absent') }), undefined);
  });
});
