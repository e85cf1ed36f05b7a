import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelStartError } from '../errors/kernel-start-error.js';
import { findFreePorts } from './free-ports.js';

/** Jupyter's connection file: where a kernel listens, and the key its messages are signed with. */
export interface ConnectionInfo {
  readonly ip: string;
  readonly transport: 'tcp';
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly signature_scheme: 'hmac-sha256';
  readonly key: string;
  readonly kernel_name: string;
}

/** A connection file on disk, in a folder only its owner can read. */
export interface ConnectionFile {
  readonly info: ConnectionInfo;
  readonly path: string;
  remove(): void;
}

/**
 * Writes a connection file with a fresh key and five ports of loopback that were free a moment ago.
 *
 * @throws KernelStartError where there is no folder for it, or no space in it.
 */
export async function createConnectionFile(kernelName: string): Promise<ConnectionFile> {
  const ports = (await findFreePorts(5, loopback)) as FivePorts;
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  const info: ConnectionInfo = {
    ip: loopback,
    transport: 'tcp',
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
    signature_scheme: 'hmac-sha256',
    key: randomUUID(),
    kernel_name: kernelName,
  };
  // At once, as all that is to be done before a kernel's process starts: each turn would take as long as the call.
  try {
    const dir = mkdtempSync(join(tmpdir(), 'papermill-js-'));
    const path = join(dir, 'connection.json');
    removeAtExit(dir);
    writeFileSync(path, JSON.stringify(info, null, 2), { mode: 0o600 });
    return { info, path, remove: () => removeNow(dir) };
  } catch (cause) {
    const reason = `its connection file cannot be written: ${(cause as Error).message}. `;
    const advice = 'Name another folder for temporary files, in TMPDIR (on Windows, TEMP).';
    throw new KernelStartError(kernelName, reason + advice, { cause });
  }
}

/** They hold keys: none is to stay where the process ends at once, as it does at a second Ctrl-C. */
const folders = new Set<string>();

function removeAtExit(dir: string): void {
  if (folders.size === 0) process.on('exit', removeAll);
  folders.add(dir);
}

function removeNow(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  if (folders.delete(dir) && folders.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
}

const loopback = '127.0.0.1';

type FivePorts = [number, number, number, number, number];
