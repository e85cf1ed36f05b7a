import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import type { HttpAnswer } from '../wire/http.js';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
/** Keys are text: `2024` must not become a number, nor lose a space at its end. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'Object',
});

/** An answer of S3. `undefined` members are left out. */
export function xmlAnswer(root: string, content: object): HttpAnswer {
  const document = { [root]: { '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/', ...content } };
  return answer(200, document);
}

/** An error of S3, e.g. `xmlError(404, 'NoSuchBucket', 'The specified bucket does not exist')`. */
export function xmlError(status: number, code: string, message: string): HttpAnswer {
  return answer(status, { Error: { Code: code, Message: message } });
}

/** @throws Error where `text` is not XML. */
export function parseXml(text: string): unknown {
  return parser.parse(text, true);
}

function answer(status: number, document: object): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`,
  };
}
