import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutPython } from '../../project/support/python.js';
import { openPythonClient, type PythonClient } from '../support/python-client.js';

const casesFile = (name: string) => path.join(import.meta.dirname, `${name}_cases.py`);

describe('boto3', { skip: withoutPython, concurrency: 2 }, () => {
  let client: PythonClient;
  before(async () => {
    client = await openPythonClient();
  });
  after(() => client[Symbol.asyncDispose]());

  // The numbers hold that none is lost on the way: a file whose cases are not found would pass.
  for (const [subject, name, count] of [
    ['streams, records and settings of Kinesis', 'kinesis', 13],
    ['the account, errors and limits of Kinesis', 'refusal', 11],
    ['channels from streams to S3', 'channel', 3],
    ['Firehose, and records that the KPL has aggregated', 'firehose', 5],
    ["a stream's queues", 'queue', 3],
    ['objects in S3', 's3', 6],
  ] as const) {
    it(`works with ${subject}`, async (t) => {
      const results = await client.runCases(casesFile(name));
      for (const { title, outcome, details } of results)
        await t.test(title, { skip: outcome === 'skipped' && (details ?? true) }, () =>
          assert.equal(outcome, 'passed', details),
        );
      assert.equal(results.length, count);
    });
  }

  it('speaks TLS once AWS_CA_BUNDLE names the certificate that local-aws has made', async (t) => {
    const env = {
      AWS_ENDPOINT_URL: `https://127.0.0.1:${client.aws.port}`,
      AWS_CA_BUNDLE: client.aws.certificateFile,
    };
    const results = await client.runCases(casesFile('tls'), env);
    for (const { title, outcome, details } of results)
      await t.test(title, () => assert.equal(outcome, 'passed', details));
    assert.equal(results.length, 3);
  });
});
