import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can't be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the machine's own terms. */
  readonly started: string;
}

/** The processes of this machine, as far as locks need to know them. */
export interface Processes {
  readonly self: ProcessIdentity;
  isAlive(process: ProcessIdentity): boolean;
}

export function thisMachine(): Processes {
  return {
    self: { pid: process.pid, started: startOf(process.pid) ?? 'unknown' },
    isAlive: ({ pid, started }) => isRunning(pid) && !isZombie(pid) && (startOf(pid) ?? started) === started,
  };
}

/** Whether a process has that number now, whoever it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Dead, and only waiting for its parent to collect it: in a container without an init process that may take for ever. */
const isZombie = (pid: number): boolean => process.platform === 'linux' && /^[ZX]$/.test(linuxStat(pid)?.[0] ?? '');

/** Undefined where the system doesn't tell; then a process number alone has to do. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStart(pid) : psStart(pid);
}

function linuxStart(pid: number): string | undefined {
  const ticks = linuxStat(pid)?.[19];
  if (ticks === undefined) return undefined;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return undefined;
  }
}

/** The fields of `/proc/{pid}/stat` from the third on: state, parent, ... The second, the program's name, may hold spaces. */
function linuxStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function psStart(pid: number): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}
