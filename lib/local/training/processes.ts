import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ProcessMark } from './record.ts';

const onLinux = process.platform === 'linux';
const run = promisify(execFile);

interface ProcessState {
  readonly pid: number;
  readonly group: number;
  readonly dead: boolean;
}

/** `/proc/{pid}/stat` after the command's name, which may hold anything: state, parent, group, ... */
async function statOf(pid: number): Promise<string[] | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const isDead = (state: string | undefined): boolean => state === undefined || /^[ZXx]/.test(state);

async function pids(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function ps(columns: string, ...selection: string[]): Promise<string[][]> {
  try {
    const { stdout } = await run('ps', [...selection, '-o', columns]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
  } catch {
    return []; // ps fails when it finds none.
  }
}

async function everyProcess(): Promise<ProcessState[]> {
  if (!onLinux) {
    const rows = await ps('pid=,pgid=,state=', '-A');
    return rows.map(([pid, group, state]) => ({ pid: Number(pid), group: Number(group), dead: isDead(state) }));
  }
  const states = await Promise.all(
    (await pids()).map(async (pid) => {
      const [state, , group] = (await statOf(pid)) ?? [];
      return { pid, group: Number(group), dead: isDead(state) };
    }),
  );
  return states;
}

/** The living processes of a group; one that only waits for its parent to collect it is dead. */
export async function livingIn(group: number): Promise<number[]> {
  return (await everyProcess()).filter((one) => one.group === group && !one.dead).map((one) => one.pid);
}

/** The living processes that were started with this variable, wherever they went since. Only Linux tells. */
export async function livingWith(name: string, value: string): Promise<number[]> {
  if (!onLinux) return [];
  const assignment = `${name}=${value}`;
  const found = await Promise.all(
    (await pids()).map(async (pid) => {
      const variables = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (pid === process.pid || !variables.split('\0').includes(assignment)) return [];
      return isDead((await statOf(pid))?.[0]) ? [] : [pid];
    }),
  );
  return found.flat();
}

/** The process of that number now, told from others that have had it by when it started; undefined when there is none. */
async function identityOf(pid: number): Promise<string | undefined> {
  if (!onLinux) return (await ps('lstart=', '-p', String(pid)))[0]?.join(' ');
  const stat = await statOf(pid);
  if (stat === undefined || isDead(stat[0])) return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${stat[19]}`;
}

export const markOf = async (pid: number): Promise<ProcessMark> => ({ pid, identity: (await identityOf(pid)) ?? null });

export async function isAlive(mark: ProcessMark): Promise<boolean> {
  return mark.identity !== null && (await identityOf(mark.pid)) === mark.identity;
}

/** Signals one process, or with a negative number a group; false when it is gone. */
export function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Kills what `living` finds until it finds nothing more. */
export async function extinguish(living: () => Promise<number[]>): Promise<void> {
  for (let found = await living(); found.length > 0; found = await living()) {
    for (const pid of found) signalTo(pid, 'SIGKILL');
    await pause(10);
  }
}

/** Memory of a group in bytes: each process's proportional share (PSS) on Linux, elsewhere its resident size. */
export async function memoryOf(group: number): Promise<number> {
  if (!onLinux) {
    const rows = await ps('pgid=,rss=', '-A');
    return rows.reduce((sum, [id, size]) => sum + (Number(id) === group ? Number(size) * 1024 : 0), 0);
  }
  const shares = await Promise.all(
    (await livingIn(group)).map(async (pid) => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
    }),
  );
  return shares.reduce((sum, share) => sum + share, 0);
}
