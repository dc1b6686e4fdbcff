/** `likeness up` in a process of its own. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../../lib/local/installation.ts';

export interface Service {
  readonly url: string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts it on a folder, where its log goes too: reading that would take time of the caller's. */
export async function startService({ root }: Installation, data: string): Promise<Service> {
  const log = join(data, 'up.log');
  const file = openSync(log, 'w');
  const program = join(root, 'bin', 'likeness.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, 'up', '--port', '0', '--data', data, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', file, 'inherit'] });
  closeSync(file);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
  };
  while (child.exitCode === null) {
    const [first, ...more] = (await readFile(log, 'utf8')).split('\n');
    if (more.length > 0) return { url: (JSON.parse(String(first)) as { url: string }).url, stop };
    await pause(50);
  }
  throw new Error(`likeness up ended with status ${child.exitCode}: ${await readFile(log, 'utf8')}`);
}
