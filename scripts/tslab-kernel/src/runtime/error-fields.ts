import { inspect } from 'node:util';

/** What the other lines of a report say, or what says nothing to a cell's author. */
const SHOWN_ELSEWHERE = new Set(['name', 'message', 'stack', 'cause', 'errors', 'requireStack']);
const MAX_WIDTH = 400;

/** What the AWS SDK puts on its errors. */
interface AwsFields {
  /** AWS's code of the error. */
  readonly name?: unknown;
  readonly $fault?: unknown;
  readonly $metadata: {
    readonly httpStatusCode?: unknown;
    readonly requestId?: unknown;
    readonly attempts?: unknown;
  };
}

/**
 * What an error carries beside its message: of an AWS SDK error what AWS's support would ask for, of any
 * other its own fields as `util.inspect` shows them; a line at most.
 */
export function describeFields(error: object): string[] {
  if (isAwsError(error)) return [describeAwsError(error)];
  const fields = Object.entries(error).filter(([name]) => !SHOWN_ELSEWHERE.has(name));
  if (fields.length === 0) return [];
  const text = inspect(Object.fromEntries(fields), {
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    depth: 1,
    maxArrayLength: 5,
    maxStringLength: 100,
  }).replace(/\s*\n\s*/g, ' ');
  return [text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH)}…` : text];
}

/** Whether the AWS SDK has thrown it. */
export function isAwsError(error: object): error is AwsFields {
  return '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null;
}

function describeAwsError({ name, $fault, $metadata }: AwsFields): string {
  const { httpStatusCode, requestId, attempts } = $metadata;
  const parts = [
    name,
    $fault && `${$fault} fault`,
    httpStatusCode && `HTTP ${httpStatusCode}`,
    requestId && `request ${requestId}`,
    attempts && (attempts === 1 ? '1 attempt' : `${attempts} attempts`),
  ];
  return `AWS: ${parts.filter(Boolean).join(', ')}`;
}
