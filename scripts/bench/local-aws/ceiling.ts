/** The ceiling: the server core of local-aws with a handler that reads a body and answers constants. */
import type { HttpRequest, HttpResponse } from '../../local-aws/src/wire/http.js';
import { listen } from '../../local-aws/src/wire/listen.js';
import { dataBytes, readLimit, recordsOfBatch } from './records.ts';

const number = '49590338271490256608559692538361571095921575989136588898';
const ShardId = 'shardId-000000000000';
const put = { ShardId, SequenceNumber: number };
const record = {
  SequenceNumber: number,
  ApproximateArrivalTimestamp: 1_700_000_000.123,
  Data: Buffer.alloc(dataBytes, 'x').toString('base64'),
  PartitionKey: '1234',
};
const answers = new Map(
  Object.entries({
    ListStreams: { StreamNames: [], HasMoreStreams: false },
    DescribeStreamSummary: { StreamDescriptionSummary: { StreamStatus: 'ACTIVE' } },
    PutRecord: put,
    PutRecords: { FailedRecordCount: 0, Records: Array(recordsOfBatch).fill(put) },
    GetShardIterator: { ShardIterator: 'A'.repeat(200) },
    GetRecords: {
      Records: Array(readLimit).fill(record),
      NextShardIterator: 'A'.repeat(200),
      MillisBehindLatest: 0,
    },
  }).map(([action, answer]) => [`Kinesis_20131202.${action}`, Buffer.from(JSON.stringify(answer))]),
);
// As long as AWS's, since the client reads them too.
const requestId = '01234567-89ab-4def-8123-456789abcdef';
const extendedId = 'A'.repeat(96);
const empty = Buffer.from('{}');

await listen({ host: '127.0.0.1', port: Number(process.argv[2]), onRequest: answerConstant });

async function answerConstant(request: HttpRequest, response: HttpResponse): Promise<void> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => request.on('end', resolve));
  Buffer.concat(chunks);
  const body = answers.get(String(request.headers['x-amz-target'])) ?? empty;
  response.statusCode = 200;
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.setHeader('content-length', body.length);
  response.setHeader('x-amzn-RequestId', requestId);
  response.setHeader('x-amz-id-2', extendedId);
  response.end(body);
}
