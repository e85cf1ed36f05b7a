import { after, before, describe, it } from 'node:test';
import { withoutPython } from '../../project/support/python.js';
import { showCases } from '../support/case-result.js';
import { briefJvm, buildWithMaven, withoutMaven } from '../support/maven.js';
import { type Client, openClient } from '../support/open-client.js';
import { startDynamoDb } from './dynamo-db.js';

describe("AWS's Java programs", { skip: withoutMaven, concurrency: 3 }, () => {
  let client: Client;
  let classPath: string;
  before(async () => {
    client = await openClient();
    classPath = await buildWithMaven(client, import.meta.dirname);
  });
  after(() => client[Symbol.asyncDispose]());

  const run = (main: string, env?: NodeJS.ProcessEnv) => {
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
    return client.run('java', [...briefJvm, quiet, '-cp', classPath, `client.${main}`], env);
  };

  it('work with Kinesis by the SDK, which speaks CBOR and HTTP/2', async (t) =>
    showCases(t, await run('SdkCases'), 4));

  it('produce with the Kinesis Producer Library, which speaks TLS', async (t) =>
    showCases(t, await run('KplCases'), 1));

  it('consume with the Kinesis Client Library across a split', { skip: withoutPython }, async (t) => {
    await using dynamoDb = await startDynamoDb();
    await showCases(t, await run('KclCases', { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint }), 2);
  });
});
