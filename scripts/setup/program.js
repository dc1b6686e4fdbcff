import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { forget, remember } from './leftover.js';
import { cache, root } from './paths.js';
import { SetupProblem } from './problem.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The status that a shell gives to a process that a signal ended. */
export const statusOfSignal = (signal) => 128 + ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal] ?? 0);

export class Interrupted extends Error {
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

function explain(title, tail, log) {
  const text = tail.join('\n');
  const where = `(the whole output: ${relative(root, log)})`;
  if (/No space left on device|ENOSPC|not enough space/i.test(text)) {
    return new SetupProblem(
      'DiskFull',
      `${title}: the disk is full. Free some space, then run: npm run setup ${where}`,
    );
  }
  if (
    /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|NewConnectionError|name resolution|Read timed out/i.test(
      text,
    )
  ) {
    return new SetupProblem(
      'SetupIncomplete',
      `${title}: the package registry does not answer. Check the network, then run: npm run setup ${where}`,
    );
  }
  if (/code EUSAGE/.test(text)) {
    return new SetupProblem(
      'SetupIncomplete',
      `${title}: package-lock.json does not fit package.json ${where}. Run: npm install --package-lock-only, then: npm run complete-lock`,
    );
  }
  const last = tail.filter((line) => /error/i.test(line)).at(-1) ?? tail.at(-1) ?? 'it said nothing';
  return new SetupProblem('SetupIncomplete', `${title} failed: ${last.trim()} ${where}. To try again: npm run setup`);
}

/**
 * Runs a program of the set-up; its output goes to a log file, each line also to `onLine`. An interrupt ends the
 * program and everything it started before this rejects with `Interrupted`.
 */
export async function runProgram(command, args, { name, title, env = process.env, onLine = () => {} }) {
  const log = join(cache, `${name}.log`);
  mkdirSync(cache, { recursive: true });
  const stream = createWriteStream(log);
  stream.write(`$ ${[command, ...args].join(' ')}\n`);
  // A process group of its own, so that an interrupt reaches the grandchildren too.
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  if (child.pid !== undefined) remember(child.pid);
  const tail = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      stream.write(`${line}\n`);
      if (line.trim() === '') return;
      tail.push(line);
      if (tail.length > 80) tail.shift();
      onLine(line.trim());
    });
  }
  let interrupt;
  const stop = (signal) => {
    interrupt = signal;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(code ?? statusOfSignal(signal)));
    });
    if (interrupt !== undefined) throw new Interrupted(interrupt);
    if (status !== 0) throw explain(title, tail, log);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new SetupProblem(
      'SetupIncomplete',
      `${title}: ${command} is not on this machine. Install it, then run: npm run setup`,
    );
  } finally {
    for (const signal of signals) process.off(signal, stop);
    forget();
    stream.end();
  }
}
