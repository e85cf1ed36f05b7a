import type { StaticOperationSchema } from '@smithy/types';
import type { Operation, RequestContext } from './operation.js';
import type { ConstraintsByOperation } from './service-model.js';
import { validate } from './validate.js';

/** An operation together with the service that it acts on. */
export interface BoundOperation {
  readonly schema: StaticOperationSchema;
  invoke(input: object, context: RequestContext): Promise<object | undefined>;
}

/** A service as the front door sees it: the prefix of its targets, and its operations by name. */
export interface WireService {
  /** As in `X-Amz-Target: Kinesis_20131202.PutRecord`, without the dot. */
  readonly targetPrefix: string;
  readonly operations: ReadonlyMap<string, BoundOperation>;
}

/** Throws where a call, whose input is valid, is one too many. */
export type Admit = (action: string, input: object, context: RequestContext) => void;

/**
 * Binds a table of operations to the service that they act on.
 *
 * @example bindService('Kinesis_20131202', kinesisOperations, kinesisConstraints, kinesis)
 */
export function bindService<Service>(
  targetPrefix: string,
  operations: readonly Operation<Service>[],
  constraints: ConstraintsByOperation,
  service: Service,
  admit: Admit = () => {},
): WireService {
  const bound = operations.map((operation): [string, BoundOperation] => [
    operation.name,
    {
      schema: operation.schema,
      invoke: (input, context) =>
        invoke(operation, constraints, service, input, context, () => admit(operation.name, input, context)),
    },
  ]);
  return { targetPrefix, operations: new Map(bound) };
}

/** Checks the input against the operation's constraints, then acts. Over the wire and within the process alike. */
export async function invoke<Service, Input extends object, Output extends object | undefined>(
  operation: Operation<Service, Input, Output>,
  constraints: ConstraintsByOperation,
  service: Service,
  input: object,
  context: RequestContext,
  admit: () => void = () => {},
): Promise<Output> {
  validate(input, constraints.get(operation.name) ?? {});
  admit();
  return operation.handle(service, input as Input, context);
}
