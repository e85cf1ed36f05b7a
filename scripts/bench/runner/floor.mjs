/**
 * The least that running a notebook can take: `node floor.mjs '{"notebook": …, "argv": […], "cwd": …}'` starts the
 * kernel, sends the code cells one after the other, asks the kernel to end and waits until it has. Nothing is looked
 * for, folded, saved or shown, but for the first text that comes, and what fails is only told. It is a program of its
 * own in plain JavaScript, so that it boots as the commands do that are compared with it.
 */
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Dealer, Subscriber } from 'zeromq';

const { notebook, argv, cwd } = JSON.parse(process.argv[2] ?? '');
const { cells } = JSON.parse(readFileSync(notebook, 'utf8'));

const key = randomUUID();
const session = randomUUID();
const folder = mkdtempSync(path.join(tmpdir(), 'floor-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const connectionFile = path.join(folder, 'connection.json');
const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
const address = { ip: '127.0.0.1', transport: 'tcp', signature_scheme: 'hmac-sha256', key };
writeFileSync(connectionFile, JSON.stringify({ ...address, ...ports }), { mode: 0o600 });

const [command = '', ...args] = argv.map((part) => part.replace('{connection_file}', connectionFile));
const kernel = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
kernel.on('error', (error) => give(error.message));
let ending = false;
kernel.on('exit', (code) => ending || give(`the kernel ended by itself (${code})`));
process.on('exit', () => kernel.kill('SIGKILL'));

const sockets = { linger: 0, reconnectInterval: 4, receiveHighWaterMark: 0 };
const shell = new Dealer({ ...sockets, routingId: session });
const control = new Dealer({ ...sockets, routingId: session });
const iopub = new Subscriber(sockets);
iopub.subscribe();
shell.connect(`tcp://127.0.0.1:${shell_port}`);
control.connect(`tcp://127.0.0.1:${control_port}`);
iopub.connect(`tcp://127.0.0.1:${iopub_port}`);

let heard = false;
let shown = false;
let waiting = { id: '', replied: false, idle: false, done: () => {} };
hear(shell, ({ parent, type, content }) => {
  if (parent !== waiting.id || !type.endsWith('_reply')) return;
  if (content.status === 'error') give(`a cell failed: ${content.ename}: ${content.evalue}`);
  waiting.replied = true;
});
hear(iopub, ({ parent, type, content }) => {
  heard = true;
  if (type === 'stream' && content.name === 'stdout' && !shown) {
    shown = true;
    process.stdout.write(content.text);
  }
  if (parent === waiting.id && type === 'status' && content.execution_state === 'idle') waiting.idle = true;
});

await request('kernel_info_request', {}, () => waiting.replied);
// What is published before the subscription has reached the kernel is lost.
while (!heard) {
  await new Promise((resolve) => setTimeout(resolve, 4));
  await request('kernel_info_request', {}, () => waiting.replied);
}
const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
for (const { cell_type, source } of cells) {
  const code = typeof source === 'string' ? source : source.join('');
  if (cell_type !== 'code' || code.trim() === '') continue;
  await request('execute_request', { code, ...options }, () => waiting.replied && waiting.idle);
}
ending = true;
const ended = new Promise((resolve) => kernel.once('exit', resolve));
await control.send(frames('shutdown_request', { restart: false }).frames);
await ended;
process.exit(0);

async function request(type, content, isDone) {
  const { id, frames: outgoing } = frames(type, content);
  const answered = new Promise((resolve) => {
    const settle = () => isDone() && resolve();
    waiting = { id, replied: false, idle: false, done: settle };
  });
  await shell.send(outgoing);
  await answered;
}

async function hear(socket, take) {
  for await (const [, , , header, parent, , content] of withoutIdentities(socket)) {
    take({
      type: JSON.parse(header).msg_type,
      parent: JSON.parse(parent).msg_id,
      content: JSON.parse(content),
    });
    waiting.done();
  }
}

/** The parts as a dealer gets them: a topic, if there is one, the delimiter, the signature, and the four parts. */
async function* withoutIdentities(socket) {
  for await (const parts of socket) {
    const delimiter = parts.findIndex((part) => String(part) === '<IDS|MSG>');
    yield ['', ...parts.slice(delimiter)];
  }
}

function frames(type, content) {
  const id = randomUUID();
  const date = new Date().toISOString();
  const header = { msg_id: id, msg_type: type, session, username: 'floor', date, version: '5.3' };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const signature = createHmac('sha256', key).update(parts.join('')).digest('hex');
  return { id, frames: ['<IDS|MSG>', signature, ...parts] };
}

function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return Promise.all(listening).then(async () => {
    const found = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return found;
  });
}

function give(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
