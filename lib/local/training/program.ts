import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { lineSplitter } from './lines.ts';
import { logLine } from './log.ts';
import { extinguish, livingIn, livingWith, markOf, memoryOf, signalTo } from './processes.ts';
import type { ProcessMark } from './record.ts';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Gets every line that the program writes, to standard output and error alike, and when. */
  readonly log: string;
  readonly maxRuntimeSeconds: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  readonly signal: AbortSignal;
  readonly onStart: (program: ProcessMark) => Promise<void>;
  readonly onLine: (line: string) => void;
}

export interface ProgramEnd {
  /** Exit status, 128 + n for signal n. */
  readonly exit: number;
  /** Why we stopped it, if we did. */
  readonly stopped: 'caller' | 'max-runtime' | null;
  readonly lastErrors: string;
  readonly peakMemoryBytes: number;
  readonly seconds: number;
}

/** The variable by which the processes of one job are found again, wherever they went. */
export const baseVariable = 'SAGEMAKER_BASE_DIR';

/** Between two looks at the program's memory; the first come sooner, so that a short program is seen too. */
const sampleMilliseconds = { first: 10, longest: 200 };
const rememberedLines = 20;

/**
 * Runs a program as a container would: SIGTERM goes to the program itself, and when that has ended, so has everything
 * it started. Settles only then.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const log = openSync(options.log, 'a');
  const started = performance.now();
  let child: ChildProcess;
  try {
    child = await start(options);
  } catch (error) {
    closeSync(log);
    throw error;
  }
  const group = child.pid as number;
  const stopping = stopper(child, options);
  const lastErrors: string[] = [];
  let fault: { error: unknown } | undefined;
  const failed = (error: unknown): void => {
    fault ??= { error };
    stopping.stop('caller');
  };
  const guarded =
    <A>(action: (argument: A) => void) =>
    (argument: A): void => {
      try {
        action(argument);
      } catch (error) {
        failed(error);
      }
    };
  const onLine = guarded((line: string) => {
    // writeSync may leave the end of it out, on a disk that is full.
    writeFileSync(log, logLine(new Date().toISOString(), line));
    options.onLine(line);
  });
  const onErrorLine = (line: string): void => {
    lastErrors.push(line);
    if (lastErrors.length > rememberedLines) lastErrors.shift();
    onLine(line);
  };

  const memory = sampler(group);
  const output = Promise.all([listen(child.stdout, onLine), listen(child.stderr, onErrorLine)]);
  const exited = exitOf(child);
  try {
    await options.onStart(await markOf(group)).catch(failed);
    const exit = await exited;
    stopping.done();
    await killRest(group, options.environment[baseVariable] ?? '');
    await output;
    if (fault !== undefined) throw fault.error;
    return {
      exit,
      stopped: stopping.reason(),
      lastErrors: lastErrors.join('\n').trim(),
      peakMemoryBytes: await memory.stop(),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await memory.stop();
    closeSync(log);
  }
}

/** Kills everything that a job with this base folder left running: in the group, or gone off on its own. */
export async function killRest(group: number | null, base: string): Promise<void> {
  if (group !== null) await extinguish(() => livingIn(group));
  await extinguish(() => livingWith(baseVariable, base));
}

async function start({ command, args, cwd, environment }: ProgramOptions): Promise<ChildProcess> {
  const child = spawn(command, args, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.on('error', () => undefined);
  return child;
}

function exitOf(child: ChildProcess): Promise<number> {
  const status = (): number | undefined => {
    if (child.exitCode !== null) return child.exitCode;
    return child.signalCode === null ? undefined : 128 + constants.signals[child.signalCode];
  };
  return new Promise((resolve) => {
    const now = status();
    if (now === undefined) child.once('exit', () => resolve(status() ?? 1));
    else resolve(now);
  });
}

async function listen(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (stream === null || stream.closed) return;
  const lines = lineSplitter(onLine);
  stream.on('data', (chunk: Buffer) => lines.push(chunk));
  await new Promise<void>((resolve) => stream.once('close', resolve));
  lines.end();
}

/** Ends the program when the caller aborts or its time is up: SIGTERM first, after the grace SIGKILL to all its group. */
function stopper(child: ChildProcess, { signal, maxRuntimeSeconds, graceSeconds }: ProgramOptions) {
  const pid = child.pid as number;
  let reason: ProgramEnd['stopped'] = null;
  let killing: NodeJS.Timeout | undefined;
  const stop = (why: 'caller' | 'max-runtime'): void => {
    if (reason !== null || child.exitCode !== null || child.signalCode !== null) return;
    reason = why;
    signalTo(pid, 'SIGTERM');
    killing = setTimeout(() => signalTo(-pid, 'SIGKILL'), graceSeconds * 1000);
  };
  const onAbort = (): void => stop('caller');
  const deadline = setLongTimeout(() => stop('max-runtime'), maxRuntimeSeconds * 1000);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    stop,
    reason: () => reason,
    done: (): void => {
      deadline.cancel();
      clearTimeout(killing);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Node's timers reach 24.8 days; SageMaker's running times reach 28. */
function setLongTimeout(action: () => void, milliseconds: number): { cancel(): void } {
  const longest = 2 ** 31 - 1;
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(() => (left > longest ? arm(left - longest) : action()), Math.min(left, longest));
  };
  arm(milliseconds);
  return { cancel: () => clearTimeout(timer) };
}

/** Measures the group's memory until stopped. */
function sampler(group: number): { stop(): Promise<number> } {
  const { longest } = sampleMilliseconds;
  const finished = new AbortController();
  let peak = 0;
  const sampling = (async () => {
    for (let wait = sampleMilliseconds.first; !finished.signal.aborted; wait = Math.min(2 * wait, longest)) {
      peak = Math.max(peak, await memoryOf(group));
      await pause(wait, undefined, { signal: finished.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      finished.abort();
      await sampling;
      return peak;
    },
  };
}
