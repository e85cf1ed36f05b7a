import { cbor } from '@smithy/core/cbor';

const headers = {
  'content-type': 'application/x-amz-cbor-1.1',
  'x-amz-date': '20260115T120000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
};

/** A call of Kinesis as the SDK for Java makes it: AWS's CBOR over HTTP/1.1. Bytes go out as they are. */
export async function cborCall(endpoint: string, action: string, input: object | Uint8Array) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'x-amz-target': `Kinesis_20131202.${action}` },
    body: Buffer.from(input instanceof Uint8Array ? input : cbor.serialize(input)),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const output: unknown = bytes.length > 0 ? cbor.deserialize(bytes) : undefined;
  return { status: response.status, type: response.headers.get('content-type'), bytes, output };
}
