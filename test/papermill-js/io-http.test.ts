import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { executeNotebook, parseNotebook, serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { httpHandler } from '../../scripts/papermill-js/src/io/http.js';
import { ioFailure } from './support/io-failure.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const notebook = serializeNotebook(
  sketchNotebook([{ source: 'let n = 1', tags: ['parameters'] }, "k.print('olá')"]),
);

describe('Notebooks on a web server', () => {
  const requests: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let server: Server;
  let origin = '';
  before(async () => {
    server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, authorization: headers.authorization, body: await text(request) });
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const status =
    (code: number, body = '') =>
    (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(code).end(body);
    };
  it('are read with GET and written with PUT, and the password stays out of sight', async () => {
    answer = status(200, notebook);
    requests.length = 0;
    const kernelDirs = [await scriptedKernel(folder)];
    const { inputPath, outputPath } = await executeNotebook(
      `http://ana:s3%20cret@${origin}/in.ipynb`,
      `http://ana:s3%20cret@${origin}/out.ipynb`,
      { kernelDirs },
    );
    assert.deepEqual(
      [inputPath, outputPath],
      [`http://***@${origin}/in.ipynb`, `http://***@${origin}/out.ipynb`],
    );
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      ['GET /in.ipynb', 'PUT /out.ipynb', 'PUT /out.ipynb'],
    );
    const basic = `Basic ${Buffer.from('ana:s3 cret').toString('base64')}`;
    assert.ok(requests.every(({ authorization }) => authorization === basic));
    const saved = parseNotebook(requests.at(-1)?.body ?? '', 'out');
    assert.doesNotMatch(JSON.stringify(saved), /cret/);
    await assertValid(JSON.parse(requests.at(-1)?.body ?? ''));
  });

  it('are asked for again where that may help, and not where it cannot', async () => {
    const codes = [503, 429, 200];
    answer = (request, response) => status(codes.shift() ?? 500, 'x')(request, response);
    const { read } = httpHandler({ retryMs: 1 });
    assert.equal(await read(`http://${origin}/a`, {}), 'x');
    requests.length = 0;
    answer = status(404);
    const told = await ioFailure(read(`http://u:secret@${origin}/a`, {}));
    assert.equal(
      told,
      `http://***@${origin}/a cannot be read: the server answered 404 Not Found; there is nothing at this address.`,
    );
    assert.equal(requests.length, 1);
    answer = status(500);
    assert.match(await ioFailure(read(`http://${origin}/a`, {})), /answered 500/);
    assert.equal(requests.length, 4);
  });

  it('that cannot be written say so before a kernel starts', async () => {
    answer = status(405);
    const kernelDirs = [await scriptedKernel(folder, ['--die-at-start'])];
    const told = await ioFailure(
      executeNotebook(sketchNotebook(['1']), `http://${origin}/o`, { kernelDirs }),
    );
    assert.match(told, /cannot be written: the server answered 405 .* takes no files/);
  });

  it('are given up when the server falls silent, cannot be reached, or the run is cancelled', async () => {
    answer = (_, response) => void response.writeHead(200).write('{');
    const { read } = httpHandler({ quietMs: 50, retryMs: 1 });
    assert.match(await ioFailure(read(`http://${origin}/a`, {})), /it said nothing for 0\.05 s/);
    const stop = new AbortController();
    answer = () => stop.abort(new Error('enough'));
    await assert.rejects(httpHandler().read(`http://${origin}/a`, { signal: stop.signal }), /enough/);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    assert.match(await ioFailure(read(`http://127.0.0.1:${port}/a`, {})), /cannot be read: .*ECONNREFUSED/);
  });

  it('on a page of GitHub are fetched from where the file itself is, with the token', async () => {
    const asked: string[] = [];
    const stand: typeof fetch = async (url, init) => {
      asked.push(`${url} ${new Headers(init?.headers).get('authorization')}`);
      return new Response('{}');
    };
    const { read } = httpHandler({ fetch: stand, githubToken: 't0ken' });
    await read('https://github.com/o/r/blob/feature/x/notebooks/a%20b.ipynb', {});
    await read('https://gist.example/o/r/blob/x', {});
    assert.deepEqual(asked, [
      'https://raw.githubusercontent.com/o/r/feature/x/notebooks/a%20b.ipynb token t0ken',
      'https://gist.example/o/r/blob/x null',
    ]);
  });
});
