import type { StaticOperationSchema } from '@smithy/types';

/** Who asks, and where: taken from the signature's credential scope. */
export interface RequestContext {
  /** Twelve digits. */
  readonly accountId: string;
  /** E.g. `us-east-1`. */
  readonly region: string;
  /** A UUID, sent back as `x-amzn-RequestId`. */
  readonly requestId: string;
  /** Whether the client has closed the connection: for calls that wait. Absent where there is none. */
  readonly isGone?: () => boolean;
}

/**
 * An input after its constraints held: the members in `Required` are present, which the SDK's own types, being
 * written for callers, leave open.
 */
export type Validated<Input, Required extends keyof Input> = Input & {
  readonly [Member in Required]-?: NonNullable<Input[Member]>;
};

/**
 * One AWS action: its name and what it does. A file each under
 * `kinesis/operations` and `firehose/operations`; a service's table is the list of them.
 *
 * Input and output are the SDK's own types, blobs as `Uint8Array` and timestamps as `Date`: the codec stands
 * between them and the wire, so an operation does not know which protocol it was called over. What constrains an
 * input comes from AWS's model (`aws-model.ts` beside each service), by the operation's name, and holds before
 * `handle` runs.
 */
export interface Operation<
  Service,
  Input extends object = object,
  Output extends object | undefined = object | undefined,
> {
  /** As in `X-Amz-Target`, e.g. `PutRecords`. */
  readonly name: string;
  /** AWS's schema of input and output, e.g. `PutRecords$` of `@aws-sdk/client-kinesis`: the codec reads by it. */
  readonly schema: StaticOperationSchema;
  /** Returns `undefined` where AWS answers with an empty body. */
  handle(service: Service, input: Input, context: RequestContext): Output | Promise<Output>;
}
