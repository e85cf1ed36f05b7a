import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type HttpResponse, send } from '../../scripts/local-aws/src/wire/http.js';

const pieceBytes = 1000;

/** A client that takes nothing until it is told to, with what it was sent. */
function slowClient() {
  const taken: Uint8Array[] = [];
  let release = () => {};
  const response = Object.assign(
    new Writable({
      highWaterMark: 2 * pieceBytes,
      write(piece: Uint8Array, _encoding, done) {
        taken.push(piece);
        release = done;
      },
    }),
    { statusCode: 0, headersSent: false, setHeader: () => {} },
  );
  return { response: response as unknown as HttpResponse & Writable, taken, take: () => release() };
}

/** More pieces than a client takes, with how many were asked for. */
function manyPieces() {
  const asked = { pieces: 0, returned: false };
  const pieces: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => pieces,
    async next() {
      asked.pieces += 1;
      if (asked.pieces > 1000) return { value: undefined, done: true };
      return { value: new Uint8Array(pieceBytes), done: false };
    },
    async return() {
      asked.returned = true;
      return { value: undefined, done: true };
    },
  };
  return { pieces, asked };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
};

test('no more pieces are asked for than the client takes, and none once it has gone', async () => {
  const { response, taken, take } = slowClient();
  const { pieces, asked } = manyPieces();
  const sent = send(response, { status: 200, headers: {}, body: pieces });
  await settled();
  assert.equal(asked.pieces, 2);
  for (let i = 0; i < 4; i++) {
    take();
    await settled();
  }
  assert.ok(taken.length >= 4 && asked.pieces - taken.length <= 2);
  response.destroy();
  await sent;
  assert.equal(asked.returned, true);
});

test('nothing is sent to a client that has gone before', async () => {
  const { response, taken } = slowClient();
  const { pieces, asked } = manyPieces();
  response.destroy();
  await settled();
  await send(response, { status: 200, headers: {}, body: pieces });
  assert.deepEqual([taken.length, asked.returned], [0, true]);
});
