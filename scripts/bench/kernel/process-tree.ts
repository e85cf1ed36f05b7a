import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface TreeProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** In bytes; what it is stands in {@link ProcessTree.kind}. */
  readonly memory: number;
}

export interface ProcessTree {
  /** PSS counts a page that several processes share in parts, RSS counts it in each of them. */
  readonly kind: 'PSS' | 'RSS';
  readonly processes: readonly TreeProcess[];
}

/**
 * A process and all that it has started, with their memory: from /proc on Linux, from `ps` on other systems, and
 * undefined on Windows, which has no figure like these.
 */
export async function processTree(
  root: number,
  platform = process.platform,
): Promise<ProcessTree | undefined> {
  if (platform === 'win32') return undefined;
  const isLinux = platform === 'linux';
  const all = isLinux ? await fromProc() : await fromPs();
  const pids = new Set([root]);
  // A parent may stand behind its child in the list.
  for (let before = 0; before < pids.size; ) {
    before = pids.size;
    for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid);
  }
  const found = all.filter(({ pid }) => pids.has(pid));
  if (!isLinux) return { kind: 'RSS', processes: found };
  const processes = await Promise.all(found.map(async (one) => ({ ...one, memory: await pssOf(one.pid) })));
  return { kind: 'PSS', processes };
}

async function fromProc(): Promise<TreeProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  return Promise.all(
    pids.map(async (pid) => {
      const [stat, command] = await Promise.all([read(pid, 'stat'), read(pid, 'cmdline')]);
      // `PID (NAME) STATE PPID …`, and the name may hold anything.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return { pid: Number(pid), parent, command: command.replaceAll('\0', ' ').trim(), memory: 0 };
    }),
  );
}

/** 0 for a process that has just ended. */
async function pssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss: +(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

async function fromPs(): Promise<TreeProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], {
    maxBuffer: 16 * 1024 ** 2,
  });
  return [...stdout.matchAll(/^ *(\d+) +(\d+) +(\d+) +(.*)$/gm)].map(
    ([, pid, parent, rss, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      command,
      memory: Number(rss) * 1024,
    }),
  );
}
