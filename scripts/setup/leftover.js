/**
 * A set-up that is killed outright leaves the program that it had started running. The next one ends it first, or the
 * two would write the same files.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.js';

const file = join(cache, 'program');

/** When a process was born, in some form that no later process of the same number shares; '' for none. */
function birthOf(pid) {
  try {
    // The name in brackets may hold spaces; the start time is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19];
  } catch {
    const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  }
}

/** Notes the process group that works for this set-up. */
export const remember = (pid) => writeFileSync(file, JSON.stringify({ pid, birth: birthOf(pid) }));

export const forget = () => rmSync(file, { force: true });

/** Ends the process group that a killed set-up left. Call it while holding the lock. */
export function endLeftover() {
  try {
    const { pid, birth } = JSON.parse(readFileSync(file, 'utf8'));
    if (birth !== '' && birthOf(pid) === birth) process.kill(-pid, 'SIGKILL');
  } catch {
    // None was left, or it has ended.
  }
  forget();
}
