import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from './open-client.js';
import { buildFolder, withoutTools } from './tool.js';

const java = { name: 'Java', command: 'java', args: ['-version'], oldest: '17' };
const maven = { name: 'Maven', command: 'mvn', args: ['--version'], oldest: '3.6.3' };

/** Why the tests of Java's programs are skipped; false where Java and Maven are there. */
export const withoutMaven = withoutTools(java, maven);

/** For a JVM that lives for seconds: it spends more on its better compiler and on its collectors than they save. */
export const briefJvm = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Builds the programs of a folder with a `pom.xml`, and gives the class path of them and all that they need. */
export async function buildWithMaven(client: Client, folder: string): Promise<string> {
  const target = buildFolder(path.basename(folder));
  const classPathFile = path.join(target, 'class-path.txt');
  const built = await client.run(
    'mvn',
    [
      ...['--quiet', '--batch-mode', '--file', path.join(folder, 'pom.xml')],
      ...[`-Dclient.target=${target}`, `-Dmdep.outputFile=${classPathFile}`],
      ...['compile', 'dependency:build-classpath'],
    ],
    { MAVEN_OPTS: [process.env.MAVEN_OPTS, ...briefJvm].join(' ') },
  );
  assert.equal(built.exitCode, 0, built.stdout + built.stderr);
  const libraries = await readFile(classPathFile, 'utf8');
  return [path.join(target, 'classes'), libraries].join(path.delimiter);
}
