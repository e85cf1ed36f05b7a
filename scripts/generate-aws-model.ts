/**
 * Takes the constraints of Kinesis' and Firehose's inputs from AWS's own model of the APIs and writes them to
 * `scripts/local-aws/src/<service>/aws-model.ts`; for Kinesis also schemas and types of what the pinned SDK does not
 * know yet, to `newer-api.ts` beside it. Run by hand when AWS has changed its model, or when the SDK has caught up:
 *
 *     pip install --target <folder> --no-deps botocore
 *     node --import tsx scripts/generate-aws-model.ts <folder>/botocore && npm run format
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as kinesisSdk from '@aws-sdk/client-kinesis';
import { wholeMatch } from './local-aws/src/wire/pattern.ts';
import type { ServiceModel, Shape } from './local-aws/src/wire/service-model.ts';
import {
  type ApiModel,
  type ApiShape,
  newerApi,
  newerOperations,
  type Reference,
  type SdkExports,
} from './newer-api.ts';

/** Of each type what constrains a value too. */
interface ModelShape extends ApiShape {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly input?: Reference }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const services: readonly { folder: string; data: string; sdk?: SdkExports }[] = [
  { folder: 'kinesis', data: 'kinesis/2013-12-02', sdk: kinesisSdk },
  { folder: 'firehose', data: 'firehose/2015-08-04' },
];

/** Of the model's shapes those that operations take as input, with what constrains them. */
function constraintsOf({ operations, shapes }: Model): ServiceModel {
  const inputs: Record<string, string> = {};
  const kept: Record<string, Shape> = {};

  /** Keeps the shape and all that it refers to; false where neither it nor they constrain anything. */
  function keep(name: string, path: readonly string[]): boolean {
    if (path.includes(name)) throw new Error(`${name} contains itself; constraints cannot be resolved.`);
    const known = kept[name];
    if (known) return Object.keys(known).length > 0;
    const found = shapes[name];
    if (!found) throw new Error(`The model has no shape ${name}.`);
    const inner = (reference?: Reference) =>
      reference && keep(reference.shape, [...path, name]) ? reference.shape : undefined;
    const shape = shapeOf(found, inner);
    kept[name] = shape;
    return Object.keys(shape).length > 0;
  }

  for (const [operation, { input }] of Object.entries(operations)) {
    if (input && keep(input.shape, [])) inputs[operation] = input.shape;
  }
  const used = Object.entries(kept).filter(([, shape]) => Object.keys(shape).length > 0);
  return { inputs, shapes: Object.fromEntries(used.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function shapeOf(shape: ModelShape, inner: (reference?: Reference) => string | undefined): Shape {
  const { type, min, max, pattern } = shape;
  const isNumber = ['integer', 'long', 'double', 'float'].includes(type);
  // Throws where JavaScript cannot read the pattern as Java does.
  if (pattern !== undefined) wholeMatch(pattern);
  const bounds = isNumber ? { min, max } : { minLength: min, maxLength: max };
  const members = Object.entries(shape.members ?? {})
    .map(([name, reference]): [string, string | undefined] => [name, inner(reference)])
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  return withoutUndefined({
    required: shape.required?.length ? shape.required : undefined,
    members: members.length > 0 ? Object.fromEntries(members) : undefined,
    key: inner(shape.key),
    member: inner(shape.member ?? shape.value),
    ...bounds,
    pattern,
    enum: shape.enum,
  });
}

const withoutUndefined = (shape: Shape): Shape =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined));

function main(botocore: string | undefined): void {
  if (!botocore) throw new Error('Expected the folder of an installed botocore as the only argument.');
  const version = /__version__ = '([^']+)'/.exec(readFileSync(join(botocore, '__init__.py'), 'utf8'))?.[1];
  if (!version) throw new Error(`${botocore} is not botocore's folder: its __init__.py names no version.`);
  for (const { folder, data, sdk } of services) {
    const packed = readFileSync(join(botocore, 'data', data, 'service-2.json.gz'));
    const source = JSON.parse(gunzipSync(packed).toString('utf8')) as Model & ApiModel;
    const origin = [
      `AWS's model of the API: botocore ${version}, data/${data}/service-2.json.gz`,
      '// (Copyright Amazon.com, Inc. or its affiliates; Apache License 2.0, www.apache.org/licenses/LICENSE-2.0).',
    ].join('\n');
    const model = constraintsOf(source);
    write(folder, 'aws-model.ts', [
      `// The constraints of ${origin}`,
      '// Written by scripts/generate-aws-model.ts; what the service does otherwise stands in model-overlay.ts.',
      "import type { ServiceModel } from '../wire/service-model.js';",
      '',
      `export const ${folder}Model: ServiceModel = ${JSON.stringify(model, null, 1)};`,
    ]);
    console.log(`${Object.keys(model.inputs).length} operations`);
    if (!sdk) continue;
    write(folder, 'newer-api.ts', [
      `// What the SDK that is pinned does not know yet of ${origin}`,
      "// Schemas and types have the SDK's form. Written by scripts/generate-aws-model.ts.",
      newerApi(source, sdk),
    ]);
    console.log(`newer than the SDK: ${newerOperations(source, sdk).join(', ')}`);
  }
}

function write(folder: string, name: string, lines: readonly string[]): void {
  const file = join(import.meta.dirname, 'local-aws', 'src', folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  console.log(file);
}

main(process.argv[2]);
