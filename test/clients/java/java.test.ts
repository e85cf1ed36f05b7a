import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutPython } from '../../project/support/python.js';
import { showCases } from '../support/case-result.js';
import { type Client, openClient } from '../support/open-client.js';
import { buildFolder, withoutTools } from '../support/tool.js';
import { startDynamoDb } from './dynamo-db.js';

const java = { name: 'Java', command: 'java', args: ['-version'], oldest: '17' };
const maven = { name: 'Maven', command: 'mvn', args: ['--version'], oldest: '3.6.3' };

describe("AWS's Java programs", { skip: withoutTools(java, maven), concurrency: 3 }, () => {
  let client: Client;
  let classPath: string;
  before(async () => {
    client = await openClient();
    classPath = await build(client);
  });
  after(() => client[Symbol.asyncDispose]());

  const run = (main: string, env?: NodeJS.ProcessEnv) => {
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
    return client.run('java', [quiet, '-cp', classPath, `client.${main}`], env);
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

/** Gives the class path of the programs and all that they need. */
async function build(client: Client): Promise<string> {
  const target = buildFolder('java');
  const classPathFile = path.join(target, 'class-path.txt');
  const built = await client.run('mvn', [
    ...['--quiet', '--batch-mode', '--file', path.join(import.meta.dirname, 'pom.xml')],
    ...[`-Dclient.target=${target}`, `-Dmdep.outputFile=${classPathFile}`],
    ...['compile', 'dependency:build-classpath'],
  ]);
  assert.equal(built.exitCode, 0, built.stdout + built.stderr);
  const libraries = await readFile(classPathFile, 'utf8');
  return [path.join(target, 'classes'), libraries].join(path.delimiter);
}
