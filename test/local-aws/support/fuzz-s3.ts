import fc from 'fast-check';
import { damaged } from './fuzz-input.js';

/** A request of S3, as whoever wants to do harm may send it. */
export interface S3Request {
  readonly method: string;
  /** With its query; ASCII without blanks, so that it can stand in a request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is there, so that requests get past the door. */
export interface KnownObjects {
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly uploadId: string;
}

const huge = 'x'.repeat(3000);

const likely = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const mostly = <T>(common: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 6) =>
  fc.oneof({ arbitrary: common, weight }, { arbitrary: rare, weight: 1 });

const escaped = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => encodeURIComponent(text));

const methods = mostly(
  likely('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
  likely('OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'UNLINK'),
  20,
);

const oddBuckets = likely(
  '',
  'absent-one',
  '..',
  '%2e%2e',
  'A',
  'a',
  'x.y',
  `b${'c'.repeat(300)}`,
  '%00',
  '%zz',
  '*',
);
const oddKeys = mostly(
  escaped,
  likely(
    '..%2f..%2fetc%2fpasswd',
    '../../etc/passwd',
    '%2e%2e/%2e%2e/x',
    'a//b',
    '/',
    '//',
    'a/',
    'folder/deeper/',
    '.',
    '%00',
    '%ff%fe',
    '%',
    '._S3rver_metadata.json',
    'a._S3rver_object',
    'nul',
    huge,
    `${'d/'.repeat(500)}e`,
    '%F0%9F%92%A9',
    'a%0d%0ab',
    '__proto__',
  ),
  2,
);

const texts = mostly(
  likely('', 'a', 'key', '/', '0', '1', '-1', '1000', '2', 'true', 'url', 'xml'),
  fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), likely(huge, '1e400', '\r\nx: y', '\0', '%', '<&>')),
  3,
);

const queryNames = (
  'list-type prefix delimiter max-keys start-after marker continuation-token encoding-type fetch-owner uploads delete ' +
  'acl tagging versioning versions location policy cors lifecycle website select torrent restore retention ' +
  'partNumber versionId response-content-type response-cache-control X-Amz-Algorithm X-Amz-Credential X-Amz-Date ' +
  'X-Amz-Expires X-Amz-Signature X-Amz-SignedHeaders AWSAccessKeyId Signature Expires __proto__'
).split(' ');

const queries = ({ uploadId }: KnownObjects) =>
  fc
    .array(
      fc.oneof(
        { arbitrary: fc.tuple(fc.constantFrom(...queryNames), texts), weight: 8 },
        { arbitrary: fc.tuple(fc.constant('uploadId'), mostly(fc.constant(uploadId), texts)), weight: 2 },
        { arbitrary: fc.tuple(texts, texts), weight: 1 },
      ),
      { maxLength: 4 },
    )
    .map((pairs) =>
      pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
    );

const ranges = likely(
  'bytes=0-0',
  'bytes=0-',
  'bytes=-1',
  'bytes=5-2',
  'bytes=99999999999999999999-',
  'bytes=0-99999999999999999999',
  'bytes=-99999999999999999999',
  `bytes=${'0-1,'.repeat(500)}0-1`,
  'bytes=a-b',
  'items=0-1',
  'bytes=',
  '=',
  'bytes=--1',
);

const times = likely(
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Sat, 01 Jan 2050 00:00:00 GMT',
  'yesterday',
  '-1',
  huge,
);
const tags = likely('*', '""', '"x"', 'W/"x"', `${'"x",'.repeat(500)}"x"`);
const lengths = likely('0', '5', '-5', '1e9', '99999999999999999999', 'x');
/** What a header's value may be made of. */
const values = texts.map((text) => text.replace(/[^\x21-\x7e]/g, ''));

const headerValues = ({ bucket, keys }: KnownObjects): Record<string, fc.Arbitrary<string>> => ({
  range: ranges,
  'if-range': tags,
  'if-match': tags,
  'if-none-match': tags,
  'if-modified-since': times,
  'if-unmodified-since': times,
  'x-amz-copy-source': fc.oneof(
    fc.constantFrom(...keys.map((key) => `/${bucket}/${key}`)),
    fc.constantFrom(
      '/',
      '//',
      '../../etc/passwd',
      `${bucket}/%2e%2e/x`,
      '%',
      `${bucket}/absent?versionId=1`,
      bucket,
    ),
  ),
  'x-amz-copy-source-range': ranges,
  'x-amz-copy-source-if-match': tags,
  'x-amz-metadata-directive': likely('REPLACE', 'COPY', 'NEITHER'),
  'x-amz-content-sha256': likely(
    'UNSIGNED-PAYLOAD',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'STREAMING-',
    '0'.repeat(64),
  ),
  'x-amz-decoded-content-length': lengths,
  'x-amz-trailer': likely('x-amz-checksum-crc32', '', huge),
  'x-amz-checksum-crc32': values,
  'x-amz-storage-class': likely('STANDARD', 'GLACIER_IR', 'BRONZE'),
  'x-amz-tagging': values,
  'x-amz-acl': likely('private', 'public-read', 'nobody'),
  'x-amz-website-redirect-location': values,
  'x-amz-meta-a': values,
  'x-amz-meta-__proto__': values,
  'content-md5': likely('', 'AAAA', '1B2M2Y8AsgTpgAmY7PhCfg==', '***'),
  'content-type': likely('text/plain', '', 'multipart/form-data; boundary=b', 'multipart/form-data', huge),
  'content-encoding': likely('aws-chunked', 'gzip', 'aws-chunked,gzip', ','),
  'content-disposition': values,
  'cache-control': values,
  'x-amz-date': likely('20260115T120000Z', 'now', ''),
  authorization: fc.oneof(
    likely(
      'AWS a:b',
      'AWS4-HMAC-SHA256',
      'Bearer x',
      'Basic ',
      `AWS4-HMAC-SHA256 Credential=${'/'.repeat(3000)}`,
    ),
    values,
  ),
  expect: likely('100-continue', 'magic'),
});

const nestedXml = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
const laughs = `<!DOCTYPE d [<!ENTITY a "ha">${Array.from(
  { length: 20 },
  (_, n) => `<!ENTITY ${String.fromCharCode(98 + n)} "${`&${String.fromCharCode(97 + n)};`.repeat(10)}">`,
).join('')}]>`;

const documents = ({ keys }: KnownObjects) => {
  const objects = (list: readonly string[]) =>
    `<Delete>${list.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;
  const parts = (list: readonly (string | number)[]) =>
    `<CompleteMultipartUpload>${list.map((n) => `<Part><PartNumber>${n}</PartNumber><ETag>x</ETag></Part>`).join('')}</CompleteMultipartUpload>`;
  return fc.oneof(
    likely(
      '',
      '<',
      '<Delete/>',
      '<Delete><Object/></Delete>',
      '<Delete><Object><Key><a/></Key></Object></Delete>',
      objects(keys),
      objects(['../../x', '', '/', huge]),
      objects(Array.from({ length: 1500 }, (_, n) => `k${n}`)),
      parts([1, 2]),
      parts([2, 1, 1]),
      parts(['x', -1, '1e9', 99_999]),
      parts([]),
      `${laughs}<Delete><Object><Key>&u;</Key></Object></Delete>`,
      '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&f;</Key></Object></Delete>',
      nestedXml(20_000),
      `<Tagging><TagSet>${'<Tag><Key>a</Key><Value>b</Value></Tag>'.repeat(100)}</TagSet></Tagging>`,
      '<CreateBucketConfiguration><LocationConstraint>nowhere</LocationConstraint></CreateBucketConfiguration>',
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
};

/** Bodies in `aws-chunked`, right and wrong. */
const framed: fc.Arbitrary<Uint8Array> = fc
  .array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 })
  .map((chunks) =>
    Buffer.concat([
      ...chunks
        .filter(({ length }) => length > 0)
        .flatMap((chunk) => [
          Buffer.from(`${chunk.length.toString(16)};chunk-signature=${'0'.repeat(64)}\r\n`),
          chunk,
          Buffer.from('\r\n'),
        ]),
      Buffer.from('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'),
    ]),
  );

const bodies = (known: KnownObjects): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    documents(known).map((text) => Buffer.from(text)),
    framed,
    damaged(framed),
    fc.constant(Buffer.from('ffffffffffffffff\r\n')),
    fc.constant(Buffer.alloc(70_000, '0')),
    fc.uint8Array({ maxLength: 100 }),
  );

/** Requests that are right HTTP, whatever they ask. */
export function s3Requests(known: KnownObjects): fc.Arbitrary<S3Request> {
  const path = fc
    .tuple(
      mostly(fc.constant(known.bucket), oddBuckets),
      mostly(fc.constantFrom('', ...known.keys), oddKeys, 2),
      mostly(queries(known), fc.constant('')),
    )
    .map(([bucket, key, query]) => `/${bucket}${key ? `/${key}` : ''}${query ? `?${query}` : ''}`);
  const arbitraries = headerValues(known);
  const headers = fc
    .subarray(Object.keys(arbitraries), { maxLength: 4 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, arbitraries[name] ?? texts]))));
  return fc.record({ method: methods, path, headers, body: bodies(known) });
}

/** The bytes of a request whose framing is wrong: lengths, chunks, lines. */
export function brokenRequests(known: KnownObjects): fc.Arbitrary<Uint8Array> {
  const framing = likely(
    'content-length: 5',
    'content-length: 99999',
    'content-length: -1',
    'content-length: 5\r\ncontent-length: 6',
    'content-length: 5\r\ntransfer-encoding: chunked',
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, chunked',
    'transfer-encoding: xchunked',
    'upgrade: websocket\r\nconnection: upgrade',
    'x: y\r\n z: folded',
    'x:y\nz:w',
  );
  const tails = likely<Uint8Array>(
    Buffer.from('hello'),
    Buffer.from('5\r\nhello\r\n0\r\n\r\n'),
    Buffer.from('ffffffffffffffffffff\r\nhello'),
    Buffer.from('5;a=b\r\nhel'),
    Buffer.alloc(0),
  );
  const whole = fc
    .tuple(s3Requests(known), framing, tails, likely('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''))
    .map(([{ method, path, headers }, frame, tail, version]) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const head = `${method} ${path} ${version}\r\nhost: localhost\r\n${lines.join('')}${frame}\r\n\r\n`;
      return Buffer.concat([Buffer.from(head), tail]);
    });
  return mostly<Uint8Array>(whole, damaged(whole), 2);
}
