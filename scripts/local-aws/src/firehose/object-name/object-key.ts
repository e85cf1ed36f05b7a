import { evaluatePrefix, hasExpression, type PrefixScope } from './prefix-expression.js';
import { formatTimestamp } from './timestamp.js';

/** What an object's name is made of. */
export interface ObjectName extends PrefixScope {
  readonly prefix?: string | undefined;
  readonly deliveryStreamName: string;
  /** The delivery stream's version, e.g. `1`. */
  readonly versionId: string;
  readonly uuid: string;
  /** With its dot, e.g. `.gz`; default none. */
  readonly extension?: string | undefined;
}

/**
 * The key of an S3 object, as Data Firehose names it: the evaluated prefix, then
 * `<stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><extension>`, all of it at the oldest record's arrival.
 *
 * A prefix without a timestamp expression gets `yyyy/MM/dd/HH/` appended, with no slash between the two
 * (docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html).
 */
export function objectKey(name: ObjectName): string {
  const prefix = evaluatePrefix(withDate(name.prefix ?? ''), name);
  const at = formatTimestamp('yyyy-MM-dd-HH-mm-ss', name.epochMs, name.timeZone);
  return `${prefix}${name.deliveryStreamName}-${name.versionId}-${at}-${name.uuid}${name.extension ?? ''}`;
}

function withDate(prefix: string): string {
  return hasExpression(prefix, 'timestamp') ? prefix : `${prefix}!{timestamp:yyyy/MM/dd/HH/}`;
}
