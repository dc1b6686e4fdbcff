import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningService } from '../api/seeded-service.ts';
import { processesNaming } from '../fixtures/processes.ts';
import type { CorpusFile } from './corpus/file.ts';

/** What became of files at a door, in their order: `taken`, the code of a refusal, or what should not be. */
export interface Passed {
  readonly outcomes: readonly string[];
  /** The most memory that any process had which decodes. */
  readonly peakBytes: number;
}

/** A file that takes longer hangs. */
const mostSeconds = 20;

/** The accept function takes the files `from` to before `to` of the folder, in a process of its own. */
export async function acceptDoor(folder: string, from: number, to: number): Promise<Passed> {
  const outcomes: string[] = [];
  let peakBytes = 0;
  while (from + outcomes.length < to) {
    const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'accept.program.ts')];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [...args, folder, String(from + outcomes.length), String(to)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<string>((resolve) => {
      child.once('close', (status, signal) => resolve(`ended by ${signal ?? status}`));
    });
    const watch = () => setTimeout(() => child.kill('SIGKILL'), 1000 * mostSeconds);
    let hanging = watch();
    for await (const line of createInterface({ input: child.stdout })) {
      clearTimeout(hanging);
      hanging = watch();
      const { outcome, peakBytes: peak } = JSON.parse(line);
      outcomes.push(outcome);
      peakBytes = Math.max(peakBytes, peak);
    }
    clearTimeout(hanging);
    const end = await ended;
    // The one that it did not get done with; the others go on without it.
    if (from + outcomes.length < to) outcomes.push(end);
  }
  return { outcomes, peakBytes };
}

/** A running service is asked for the vector of each file, as a body and as a URI in turn. */
export async function embeddingsDoor(
  service: RunningService,
  token: string,
  files: readonly CorpusFile[],
): Promise<Passed & { readonly vectors: readonly (readonly number[] | undefined)[] }> {
  const outcomes: string[] = [];
  const vectors: (readonly number[] | undefined)[] = [];
  for (const [number, { bytes, name }] of files.entries()) {
    const type = /\.(png|webp)$/.test(name) ? `image/${name.split('.').at(-1)}` : 'image/jpeg';
    // A URI takes a third more, and a request has 6 MiB.
    const asUri = number % 2 === 1 && bytes.length < 4e6;
    const response = await fetch(`${service.url}/v1/embeddings${asUri ? '' : '?model=base'}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': asUri ? 'application/json' : type },
      body: asUri
        ? JSON.stringify({ model: 'base', input: `data:${type};base64,${bytes.toString('base64')}` })
        : new Uint8Array(bytes),
      signal: AbortSignal.timeout(1000 * mostSeconds),
    });
    const answer = (await response.json()) as { code?: string; data?: { embedding: number[] }[] };
    vectors.push(answer.data?.[0]?.embedding);
    if (response.ok) outcomes.push('taken');
    else outcomes.push(response.status < 500 ? String(answer.code) : `${response.status} ${answer.code}`);
  }
  return { outcomes, vectors, peakBytes: Math.max(0, ...decodersOf(service).map(peakOf)) };
}

/** The workers of the embedding server. */
function decodersOf({ folder }: RunningService): number[] {
  const server = serverOf(folder);
  return server === undefined
    ? []
    : readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** The embedding server's process. */
export const serverOf = (folder: string): number | undefined =>
  processesNaming(folder).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('likeness_ml.embedding'));

/** The most memory that a process has had, in bytes. */
export const peakOf = (pid: number): number =>
  1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
