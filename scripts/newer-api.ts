/**
 * What AWS's model of an API has and the pinned SDK has not yet: schemas of the same form as the SDK's
 * (`PutRecord$`), and types of the same form as its `PutRecordInput`. A later SDK takes their place by an import.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';

export interface Reference {
  readonly shape: string;
}

/** A shape as botocore writes it; of each type only what an SDK's schema and type say. */
export interface ApiShape {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
}

export interface ApiModel {
  readonly metadata: { readonly endpointPrefix: string };
  readonly operations: Readonly<Record<string, { readonly input?: Reference; readonly output?: Reference }>>;
  readonly shapes: Readonly<Record<string, ApiShape>>;
}

/** What the SDK's module exports, by name. */
export type SdkExports = Readonly<Record<string, unknown>>;

/** The numbers by which the SDK's schemas name what has no shape of its own (`@smithy/types`, static-schemas). */
const simpleTypes: Readonly<Record<string, number>> = {
  string: 0,
  integer: 1,
  long: 1,
  double: 1,
  float: 1,
  boolean: 2,
  timestamp: 4,
  blob: 21,
};

const simpleTypeScript: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
  timestamp: 'Date',
  blob: 'Uint8Array',
};

/** The module's text, without its head. */
export function newerApi(model: ApiModel, sdk: SdkExports): string {
  const operations = newerOperations(model, sdk);
  const shapes = new Set(operations.flatMap((operation) => rootsOf(model, operation)));
  for (const name of shapes) for (const inner of innerShapes(shapeOf(model, name))) shapes.add(inner);
  const names = [...shapes].sort();
  return [
    "import type { StaticListSchema, StaticMapSchema, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';",
    `const namespace = 'com.amazonaws.${model.metadata.endpointPrefix}';`,
    ...names.flatMap((name) => typeOf(model, name)),
    ...names.flatMap((name) => schemaOf(model, name)),
    ...operations.map((name) => operationSchema(model, name)),
  ].join('\n\n');
}

/** The operations that the SDK has not, and those of which it does not know all members. */
export function newerOperations(model: ApiModel, sdk: SdkExports): string[] {
  return Object.keys(model.operations)
    .filter((name) => sdk[`${name}$`] === undefined || lacksMembers(model, rootsOf(model, name), sdk))
    .sort();
}

function lacksMembers(model: ApiModel, roots: readonly string[], sdk: SdkExports): boolean {
  const seen = new Set(roots);
  for (const name of seen) {
    const shape = shapeOf(model, name);
    const known = (sdk[`${name}$`] ?? sdk[`_${name}$`]) as $Schema | undefined;
    const members = known ? [...NormalizedSchema.of(known).structIterator()].map(([member]) => member) : [];
    if (known && Object.keys(shape.members ?? {}).some((member) => !members.includes(member))) return true;
    for (const inner of innerShapes(shape)) seen.add(inner);
  }
  return false;
}

function rootsOf(model: ApiModel, operation: string): string[] {
  const { input, output } = model.operations[operation] ?? {};
  return [input, output].flatMap((reference) => reference?.shape ?? []);
}

function shapeOf(model: ApiModel, name: string): ApiShape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The model has no shape ${name}.`);
  return shape;
}

const innerShapes = ({ members = {}, member, key, value }: ApiShape): string[] =>
  [...Object.values(members), member, key, value].flatMap((reference) => reference?.shape ?? []);

/** Nothing for what TypeScript has itself: text, numbers, times. */
function typeOf(model: ApiModel, name: string): string[] {
  const shape = shapeOf(model, name);
  if (shape.enum) return [`export type ${name} = ${shape.enum.map((value) => `'${value}'`).join(' | ')};`];
  if (shape.type !== 'structure') return [];
  const members = Object.entries(shape.members ?? {}).map(([member, { shape: type }]) => {
    const isRequired = shape.required?.includes(member);
    return `${member}${isRequired ? '' : '?'}: ${typeScriptOf(model, type)} | undefined;`;
  });
  return [`export interface ${name} {\n${members.join('\n')}\n}`];
}

function typeScriptOf(model: ApiModel, name: string): string {
  const shape = shapeOf(model, name);
  if (shape.enum || shape.type === 'structure') return name;
  if (shape.type === 'list') return `${typeScriptOf(model, shape.member?.shape ?? '')}[]`;
  if (shape.type === 'map') return `Record<string, ${typeScriptOf(model, shape.value?.shape ?? '')}>`;
  return simpleTypeScript[shape.type] ?? unknownType(name, shape);
}

/** Nothing for what has no schema of its own. */
function schemaOf(model: ApiModel, name: string): string[] {
  const { type, members = {}, member, key, value, required = [] } = shapeOf(model, name);
  if (type === 'list')
    return [`const ${name}: StaticListSchema = [1, namespace, '${name}', 0, ${reference(model, member)}];`];
  if (type === 'map')
    return [
      `const ${name}: StaticMapSchema = [2, namespace, '${name}', 0, ${reference(model, key)}, ${reference(model, value)}];`,
    ];
  if (type !== 'structure') return [];
  // Required members come first, as their number is all that a schema says of them.
  const names = [...required, ...Object.keys(members).filter((each) => !required.includes(each))];
  const schemas = names.map((each) => reference(model, members[each]));
  const count = required.length > 0 ? `, ${required.length}` : '';
  return [
    `export const ${name}$: StaticStructureSchema = [3, namespace, '${name}', 0, ${JSON.stringify(names)}, [${schemas.join(', ')}]${count}];`,
  ];
}

function operationSchema(model: ApiModel, name: string): string {
  const { input, output } = model.operations[name] ?? {};
  const schema = (each: Reference | undefined) => (each ? `() => ${each.shape}$` : "() => 'unit'");
  return `export const ${name}$: StaticOperationSchema = [9, namespace, '${name}', 0, ${schema(input)}, ${schema(output)}];`;
}

function reference(model: ApiModel, to: Reference | undefined): string {
  const name = to?.shape ?? '';
  const shape = shapeOf(model, name);
  if (shape.type === 'structure') return `() => ${name}$`;
  if (shape.type === 'list' || shape.type === 'map') return `() => ${name}`;
  return String(simpleTypes[shape.type] ?? unknownType(name, shape));
}

function unknownType(name: string, { type }: ApiShape): never {
  throw new Error(`${name} is of type ${type}, for which there is no schema here yet.`);
}
