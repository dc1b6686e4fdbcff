import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError, ServiceError } from '../domain/errors.ts';
import { type Installation, pythonEnvironment } from './installation.ts';

const startLimitMilliseconds = 120_000;
const stopLimitMilliseconds = 10_000;
const sampleMilliseconds = 1_000;
const logLines = 12;

/**
 * One embedding server: a Python process in a group of its own, which also ends by itself when this process is gone.
 * Its log is appended to a file.
 */
export class EmbeddingProcess {
  /** The server's address, once it has embedded a first image. Rejects when the server ends before that. */
  readonly ready: Promise<string>;
  /** Settled when the process is gone; never rejects. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #peakMemoryBytes: number | undefined;

  /** `store` is the folder of the bucket that adapters are in; it is made where it is missing. */
  constructor(installation: Installation, store: string, logFile: string) {
    this.#logFile = logFile;
    this.#child = start(installation, store, logFile);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
    });
    this.ready = this.#listening(installation);
    // Whoever waits for `ready` sees its rejection; when nobody does, it is not an error of this process.
    this.ready.catch(() => {});
    const sampling = setInterval(() => this.#sampleMemory(), sampleMilliseconds).unref();
    void this.ended.then(() => clearInterval(sampling));
  }

  /** The most memory it has had, as its proportional share of pages; undefined where Linux's /proc is not there. */
  peakMemoryBytes(): number | undefined {
    this.#sampleMemory();
    return this.#peakMemoryBytes;
  }

  /** The log's last lines. */
  async lastLog(): Promise<string> {
    const text = await readFile(this.#logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-logLines).join('\n');
  }

  /** Whether the process is gone, now or within the time. */
  async endsWithin(milliseconds: number): Promise<boolean> {
    const enough = new AbortController();
    const limit = pause(milliseconds, false, { signal: enough.signal }).catch(() => false);
    const ended = await Promise.race([this.ended.then(() => true), limit]);
    enough.abort();
    return ended;
  }

  /** Ends the server and waits until it is gone. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const kill = setTimeout(() => this.#signal('SIGKILL'), stopLimitMilliseconds);
    await this.ended;
    clearTimeout(kill);
  }

  #listening(installation: Installation): Promise<string> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => this.#signal('SIGKILL'), startLimitMilliseconds);
      const { stdout } = this.#child;
      if (stdout === null) throw new TypeError('the server was started without its standard output');
      createInterface({ input: stdout }).on('line', (line) => {
        const url = /^listening on (\S+)$/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(limit);
        resolve(url);
      });
      this.#child.once('error', (error) => {
        const message = `Python does not start (${installation.python}). Run: npm run setup`;
        reject(new InputError('SetupIncomplete', message, { cause: error }));
      });
      void this.ended.then(async () => {
        clearTimeout(limit);
        reject(new ServiceError('EndpointFailed', `the embedding server did not start:\n${await this.lastLog()}`));
      });
    });
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended in this instant.
    }
  }

  #sampleMemory(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (process.platform !== 'linux' || pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
      if (kilobytes !== undefined)
        this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes ?? 0, Number(kilobytes) * 1024);
    } catch {
      // It ended in this instant.
    }
  }
}

function start(installation: Installation, store: string, logFile: string): ChildProcess {
  mkdirSync(store, { recursive: true });
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    return spawn(
      installation.python,
      [
        ...['-m', 'likeness_ml.embedding', 'serve', '--until-stdin-closes'],
        ...['--backbone', installation.backbone, '--store', store, '--host', '127.0.0.1', '--port', '0'],
      ],
      {
        env: pythonEnvironment(installation),
        stdio: ['pipe', 'pipe', log],
        detached: true,
      },
    );
  } finally {
    closeSync(log);
  }
}
