import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export type Protocol = 'HTTP/1.1' | 'HTTP/2';

/** The SDK's client. It speaks HTTP/2 by default; a call that fails is not sent again, since that would be measured. */
export function makeClient(endpoint: string, protocol: Protocol): KinesisClient {
  return new KinesisClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
    ...(protocol === 'HTTP/1.1' && { requestHandler: new NodeHttpHandler() }),
  });
}

/** Milliseconds of each call, one after the other, for about `windowMs`. */
export async function timesOf(windowMs: number, call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + windowMs; performance.now() < end; ) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Calls a second, `inFlight` of them under way at a time, for about `windowMs`. */
export async function rateOf(
  windowMs: number,
  inFlight: number,
  call: () => Promise<unknown>,
): Promise<number> {
  let calls = 0;
  const startedAt = performance.now();
  const worker = async () => {
    while (performance.now() - startedAt < windowMs) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (calls * 1000) / (performance.now() - startedAt);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
