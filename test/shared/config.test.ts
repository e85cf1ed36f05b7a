import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { LessonError, loadConfig } from '@aws-streaming-lessons/shared';

const folder = mkdtempSync(path.join(os.tmpdir(), 'config-'));
after(() => rmSync(folder, { recursive: true }));

function envFile(text: string): string {
  const file = path.join(folder, `${Math.random()}.env`);
  writeFileSync(file, text);
  return file;
}

function load(text: string, env: NodeJS.ProcessEnv = {}) {
  return loadConfig({ env, envFile: envFile(text) });
}

function failure(text: string, env: NodeJS.ProcessEnv = {}): LessonError {
  try {
    load(text, env);
  } catch (error) {
    assert.ok(error instanceof LessonError);
    assert.equal(error.code, 'CONFIGURATION');
    return error;
  }
  return assert.fail('the configuration was accepted');
}

const KEYS = 'AWS_ACCESS_KEY_ID=AKIDEXAMPLE\nAWS_SECRET_ACCESS_KEY=secret\n';

describe('the configuration', () => {
  it('is local-aws where there is no .env', () => {
    const config = loadConfig({ env: {}, envFile: path.join(folder, 'absent.env') });
    assert.deepEqual(config.target, { kind: 'local-aws' });
    assert.equal(config.region, 'us-east-1');
  });

  it('is local-aws with .env.example copied as it is', () => {
    const example = path.join(import.meta.dirname, '..', '..', '.env.example');
    assert.deepEqual(loadConfig({ env: {}, envFile: example }).target, { kind: 'local-aws' });
  });

  it('does not touch AWS for credentials that happen to be in the environment', () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    };
    const config = load('', env);
    assert.deepEqual(config.target, { kind: 'local-aws' });
    assert.notEqual(config.credentials?.accessKeyId, 'AKIDEXAMPLE');
  });

  it('is AWS with both keys and a region in .env', () => {
    const config = load(`${KEYS}AWS_REGION=sa-east-1`);
    assert.deepEqual(config.target, { kind: 'aws' });
    assert.equal(config.region, 'sa-east-1');
    assert.equal(config.credentials?.accessKeyId, 'AKIDEXAMPLE');
  });

  it("takes the SDK's own credentials on AWS where LESSONS_TARGET asks for it", () => {
    const config = load('', { LESSONS_TARGET: 'aws', AWS_REGION: 'us-east-1' });
    assert.deepEqual(config.target, { kind: 'aws' });
    assert.equal(config.credentials, undefined);
  });

  it('takes the profile that .env names', () => {
    const config = load('AWS_PROFILE=curso\nAWS_REGION=us-east-1');
    assert.deepEqual([config.target.kind, config.profile], ['aws', 'curso']);
  });

  it('prefers an endpoint to AWS, and LESSONS_TARGET to both', () => {
    const text = `${KEYS}AWS_REGION=us-east-1\nAWS_ENDPOINT_URL=http://127.0.0.1:4566/`;
    assert.deepEqual(load(text).target, { kind: 'endpoint', endpoint: 'http://127.0.0.1:4566' });
    assert.deepEqual(load(text, { LESSONS_TARGET: 'local' }).target, { kind: 'local-aws' });
    assert.deepEqual(
      load(`LESSONS_TARGET=aws\n${text}`, { LESSONS_TARGET: 'endpoint' }).target.kind,
      'endpoint',
    );
  });

  it('lets the environment win over .env', () => {
    const config = load('AWS_ENDPOINT_URL=http://127.0.0.1:1', { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' });
    assert.deepEqual(config.target, { kind: 'endpoint', endpoint: 'http://127.0.0.1:2' });
  });

  it('names the missing half of a key pair', () => {
    assert.match(failure('AWS_ACCESS_KEY_ID=AKIDEXAMPLE').message, /falta AWS_SECRET_ACCESS_KEY/);
    assert.match(failure('AWS_SECRET_ACCESS_KEY=secret').message, /falta AWS_ACCESS_KEY_ID/);
  });

  it('asks for the region that AWS needs', () => {
    assert.match(failure(KEYS).message, /AWS_REGION=us-east-1/);
  });

  it('refuses a region, an endpoint and a target that are none, and shows what came', () => {
    assert.match(failure('AWS_REGION=São Paulo').message, /"São Paulo"/);
    assert.match(failure('AWS_ENDPOINT_URL=localhost:4566').message, /"localhost:4566"/);
    assert.match(failure('LESSONS_TARGET=nuvem').message, /"nuvem"/);
    assert.match(failure('LESSONS_TARGET=endpoint').message, /AWS_ENDPOINT_URL/);
  });

  it('shows a fault as its sentence alone, without a stack', () => {
    const error = failure('LESSONS_TARGET=nuvem');
    assert.equal(inspect(error), `[LessonError: ${error.message}]`);
  });

  it('cannot be changed afterwards', () => {
    assert.ok(Object.isFrozen(load('')));
  });
});
