import { type HttpAnswer, type HttpRequest, type HttpResponse, header } from './http.js';

/** Two days, as AWS has it. */
const maxAgeSeconds = 172_800;

/** What a page may read of an answer: AWS's list for its calls, and what S3 tells in headers. */
const exposed =
  'x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date,' +
  'ETag,Content-Range,x-amz-version-id,x-amz-copy-source-version-id';

/** Lets the page of an allowed origin read the answer; AWS names no origin (recorded by kinesalite). */
export function allowReading(response: HttpResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', exposed);
}

/** The answer to a browser that asks whether it may send what a page of an allowed origin wants it to. */
export function preflightAnswer(request: HttpRequest): HttpAnswer {
  const headers = header(request, 'access-control-request-headers');
  const methods = header(request, 'access-control-request-method');
  return {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      ...(headers !== undefined && { 'access-control-allow-headers': headers }),
      ...(methods !== undefined && { 'access-control-allow-methods': methods }),
      'access-control-max-age': String(maxAgeSeconds),
    },
    body: '',
  };
}
