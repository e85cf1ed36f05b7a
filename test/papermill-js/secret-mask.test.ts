import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutputMask } from '../../scripts/papermill-js/src/secrets/output-mask.js';
import { SecretMask } from '../../scripts/papermill-js/src/secrets/secret-mask.js';

const secret = `hunter2-"ção'&/x`;
/** What a stream of these messages looks like in the end. */
function printed(mask: SecretMask, messages: readonly (readonly [name: string, text: string])[]): string[] {
  const outputs = new OutputMask(mask);
  const seen = [
    ...messages.flatMap(([name, text]) => outputs.next({ type: 'stream', content: { name, text } })),
    ...outputs.end(),
  ];
  return seen.map(({ content }) => String((content as { text?: string }).text));
}

describe('A mask', () => {
  const mask = new SecretMask([secret]);

  it('finds a secret as it looks in JSON, URLs, HTML, Python and base64', () => {
    const forms = [
      secret,
      JSON.stringify({ a: secret }),
      `https://h/?t=${encodeURIComponent(secret)}`,
      new URLSearchParams({ t: secret }).toString(),
      `'hunter2-"ção\\'&/x'`,
      '"hunter2-\\"\\u00e7\\u00e3o\'&/x"',
      'hunter2-&quot;ção&#39;&amp;/x',
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
      ...['', 'u', 'us', 'ana:'].map((user) => Buffer.from(`${user}${secret}!`).toString('base64')),
    ];
    for (const form of forms) {
      const shown = mask.text(`before ${form} after`);
      assert.match(shown, /^before .*\*\*\*.* after$/, form);
      assert.doesNotMatch(shown, /hunter|ção|xICA|aHVudGVy/, form);
    }
    assert.equal(mask.text('nothing of it'), 'nothing of it');
  });

  it('finds each line of a long secret, and numbers', () => {
    const key = new SecretMask(['-----BEGIN KEY-----\nMIIEvQIBADAN\nabc\n-----END KEY-----', '987654']);
    assert.equal(key.text('> MIIEvQIBADAN\nabc'), '> ***\nabc');
    assert.deepEqual(key.value({ a: [987654, 98765], 'b-987654': null }), {
      a: ['***', 98765],
      'b-***': null,
    });
  });

  it('finds a secret that comes in pieces, and keeps back no more than what may be one', () => {
    const plain = new SecretMask(['s3cret-token']);
    assert.deepEqual(
      printed(plain, [
        ['stdout', 'is s3cr'],
        ['stdout', 'et-to'],
        ['stdout', 'ken!\n'],
      ]),
      ['is ', '***!\n'],
    );
    assert.deepEqual(
      printed(plain, [
        ['stdout', 'yes'],
        ['stdout', ' 3'],
      ]),
      ['ye', 's 3'],
    );
    assert.deepEqual(printed(plain, [['stdout', 'my s3cret-tok']]), ['my ', '***']);
    assert.deepEqual(
      printed(plain, [
        ['stdout', 'my s3'],
        ['stderr', 'x'],
        ['stdout', 'y'],
      ]),
      ['my ', 's3', 'x', 'y'],
    );
    const nested = new SecretMask(['abcd', 'abcdefgh', 'cdab']);
    assert.deepEqual(
      printed(nested, [
        ['stdout', 'abcd'],
        ['stdout', 'efgh.'],
      ]),
      ['***.'],
    );
    assert.deepEqual(
      printed(nested, [
        ['stdout', 'abcd'],
        ['stdout', 'ef.'],
      ]),
      ['***ef.'],
    );
    assert.equal(
      printed(nested, [
        ['stdout', 'abcdab'],
        ['stdout', '!'],
      ]).join(''),
      '***ab!',
    );
  });

  it('masks any cut of any text in the same way', () => {
    const plain = new SecretMask(['abab', 'token-1', '||\\d']);
    const text = 'xab abab token-token-1 ababab ||\\d||\\|| tok';
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second += 5) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        const shown = printed(
          plain,
          pieces.map((piece) => ['stdout', piece] as const),
        ).join('');
        assert.equal(shown, plain.text(text), `${first}, ${second}`);
      }
    }
  });
});
