import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const beat = 2000;
const deadAfter = 30_000;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The lock's holder, or undefined when nobody holds it. Its file is touched while the holder lives. */
function holderOf(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const [host = '', pid = '0'] = text.split(' ');
    const gone = host === hostname() && !alive(Number(pid));
    const silent = Date.now() - statSync(file).mtimeMs > deadAfter;
    return { text, pid: Number(pid), dead: gone || silent };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Sets a dead holder's lock aside. Another waiter may have been quicker: then its fresh lock is put back. */
function clearAway(file, holder, mark) {
  const aside = `${file}.${mark}.stale`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== holder.text) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function take(file, text, mark) {
  const mine = `${file}.${mark}`;
  writeFileSync(mine, text);
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Runs `work` while no other process of this checkout does; waits for one that does.
 * @param {(pid: number) => void} onWait told once, when there is somebody to wait for
 */
export async function withLock(folder, onWait, work) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  const mark = randomUUID();
  const text = `${hostname()} ${process.pid} ${mark}`;
  let told = false;
  while (!take(file, text, mark)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (holder.dead) {
      clearAway(file, holder, mark);
      continue;
    }
    if (!told) onWait(holder.pid);
    told = true;
    await pause(500);
  }
  const heart = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody removed the folder: there is no lock left to keep.
    }
  }, beat);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    if (holderOf(file)?.text === text) rmSync(file, { force: true });
  }
}
