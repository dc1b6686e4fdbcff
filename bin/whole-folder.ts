import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, writeFailure } from '../lib/local/disk.ts';
import { isRunning } from '../lib/local/workflow/process.ts';

export interface Filling {
  /** Makes the folder at the path, which is on the same disk as its place, and fills it. */
  readonly fill: (partial: string) => Promise<unknown>;
  /** Whether it may be put in its place: filling took its time, and somebody may have put files there since. */
  readonly check: () => Promise<void>;
}

/**
 * Makes a folder beside its place and moves it there whole, instead of what is there. That stays where this fails; where this
 * is killed just then, it lies beside its place until the next writing puts it back.
 * @throws LikenessError what `writeFailure` makes of a disk's errors, and what `fill` and `check` throw
 */
export async function writeWhole(folder: string, { fill, check }: Filling): Promise<void> {
  const target = resolve(folder);
  const partial = besideOf(target, process.pid, 'partial');
  const earlier = besideOf(target, process.pid, 'earlier');
  try {
    await removeAbandoned(target);
    await mkdir(dirname(target), { recursive: true });
    await fill(partial);
    await check();
    await move(target, earlier);
    await rename(partial, target);
    await rm(earlier, { recursive: true, force: true });
  } catch (error) {
    await move(earlier, target);
    await rm(partial, { recursive: true, force: true });
    throw writeFailure(error, folder, { holdsRuns: false });
  }
}

type Beside = 'partial' | 'earlier';

const besideOf = (target: string, pid: number, what: Beside): string =>
  join(dirname(target), `.${basename(target)}.${pid}.${what}`);

/** Moves what is there; where there is nothing, or something is in the way, all stays as it is. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
  });
}

/** Takes away what a command that was killed had begun to write, and puts back what it had set aside. */
async function removeAbandoned(target: string): Promise<void> {
  const names = await readdir(dirname(target)).catch(() => []);
  for (const name of names) {
    const [, pid, what] = /\.(\d+)\.(partial|earlier)$/.exec(name) ?? [];
    const path = join(dirname(target), name);
    if (path !== besideOf(target, Number(pid), what as Beside)) continue;
    if (Number(pid) !== process.pid && isRunning(Number(pid))) continue;
    if (what === 'earlier') await move(path, target);
    await rm(path, { recursive: true, force: true });
  }
}
