import { cborCodec } from './cbor-codec.js';
import { type Codec, jsonCodec } from './codec.js';

const codecs = new Map([jsonCodec, cborCodec].map((codec) => [codec.contentType, codec]));

/** The codec of a request; undefined for a content type that AWS does not know. */
export function codecOf(contentType: string | undefined): Codec | undefined {
  return codecs.get(contentType?.split(';')[0]?.trim().toLowerCase() ?? '');
}
