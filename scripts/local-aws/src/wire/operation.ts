import type { Constraints } from './constraints.js';

/** Who asks, and where: taken from the signature's credential scope. */
export interface RequestContext {
  /** Twelve digits. */
  readonly accountId: string;
  /** E.g. `us-east-1`. */
  readonly region: string;
  /** A UUID, sent back as `x-amzn-RequestId`. */
  readonly requestId: string;
}

/**
 * One AWS action: its name, the constraints of its input as data, and what it does. A file each under
 * `kinesis/operations` and `firehose/operations`; a service's table is the list of them.
 *
 * Input and output are the SDK's own types, blobs as `Uint8Array` and timestamps as `Date`: the codec stands
 * between them and the wire, so an operation does not know which protocol it was called over.
 */
export interface Operation<Service, Input, Output> {
  /** As in `X-Amz-Target`, e.g. `PutRecords`. */
  readonly name: string;
  /** Checked before `handle` runs; a violation is AWS's `ValidationException`. */
  readonly constraints: Constraints;
  handle(service: Service, input: Input, context: RequestContext): Output | Promise<Output>;
}
