import { EventStreamCodec } from '@smithy/core/event-streams';
import { NormalizedSchema } from '@smithy/core/schema';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import type { MessageHeaders, StaticOperationSchema } from '@smithy/types';
import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import { type Codec, outputOf } from './codec.js';

/** The content type of an answer that is a stream of events. */
export const eventStreamType = 'application/vnd.amazon.eventstream';

const frames = new EventStreamCodec(toUtf8, fromUtf8);

const eventMembers = new WeakMap<StaticOperationSchema, string>();

/** The member of an operation's output that is a stream of events; empty where none is. Looked for once: that takes long. */
function eventMemberOf(operation: StaticOperationSchema): string {
  const known = eventMembers.get(operation);
  if (known !== undefined) return known;
  const member = NormalizedSchema.of(outputOf(operation)).getEventStreamMember();
  eventMembers.set(operation, member);
  return member;
}

/** Whether an operation answers with a stream of events. */
export const isEventStream = (operation: StaticOperationSchema): boolean => eventMemberOf(operation) !== '';

/**
 * An operation's output as frames: what is no event first, as `initial-response`, which boto3 does not do without,
 * then each event as it comes. An error ends the stream as an exception frame, which clients throw.
 */
export function encodeEvents(
  operation: StaticOperationSchema,
  output: object,
  codec: Codec,
  logger: Logger,
): AsyncIterableIterator<Uint8Array> {
  const schema = NormalizedSchema.of(outputOf(operation));
  const member = eventMemberOf(operation);
  const { [member]: stream, ...initial } = output as Record<string, unknown>;
  const events = stream as AsyncIterableIterator<object>;
  const union = schema.getMemberSchema(member);
  const eventFrame = (type: string, payload: Uint8Array | string) =>
    frame('event', { ':event-type': type }, codec.eventContentType, payload);

  const head = eventFrame('initial-response', codec.writeOutput(operation, initial));
  const nextFrame = async () => {
    const { value, done } = await events.next();
    if (done) return undefined;
    const [[type = '', event] = []] = Object.entries(value);
    return eventFrame(type, codec.write(union.getMemberSchema(type).getSchema(), event));
  };
  return iterate(head, nextFrame, {
    onError: (error) => toExceptionFrame(error, codec, logger),
    onReturn: async () => {
      await events.return?.();
    },
  });
}

/** Unlike a generator's, its `return` does not wait for the item under way: a client may go at any time. */
function iterate<Item>(
  first: Item,
  next: () => Promise<Item | undefined>,
  { onError, onReturn }: { onError: (error: unknown) => Item; onReturn: () => Promise<void> },
): AsyncIterableIterator<Item> {
  let isFirst = true;
  let hasFailed = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isFirst) {
        isFirst = false;
        return { value: first, done: false };
      }
      if (hasFailed) return { value: undefined, done: true };
      try {
        const value = await next();
        return value === undefined ? { value, done: true } : { value, done: false };
      } catch (error) {
        hasFailed = true;
        return { value: onError(error), done: false };
      }
    },
    async return() {
      await onReturn();
      return { value: undefined, done: true };
    },
  };
}

/** A modelled exception goes by its type. Anything else is a fault of this server, and stays in its log. */
function toExceptionFrame(error: unknown, codec: Codec, logger: Logger): Uint8Array {
  const isOurs = !(error instanceof AwsError);
  if (isOurs) logger.error('an event stream ended unexpectedly', error);
  const type = isOurs ? 'InternalFailureException' : error.code;
  const body = codec.writeError({ message: isOurs ? 'Internal service failure.' : error.message });
  return frame('exception', { ':exception-type': type }, codec.eventContentType, body);
}

function frame(
  kind: 'event' | 'exception',
  named: Readonly<Record<string, string>>,
  contentType: string,
  payload: Uint8Array | string,
): Uint8Array {
  const headers: MessageHeaders = {};
  const entries = { ...named, ':content-type': contentType, ':message-type': kind };
  for (const [name, value] of Object.entries(entries)) headers[name] = { type: 'string', value };
  return frames.encode({ headers, body: typeof payload === 'string' ? fromUtf8(payload) : payload });
}
