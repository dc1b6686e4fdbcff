import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError, isErrorCode, LikenessError, ServiceError } from '../domain/errors.ts';
import { lanesOf, type PlannedRun } from '../domain/experiment-runs.ts';
import { executionName, inboxPrefix, type RunReference, runKey } from '../domain/keys.ts';
import { writeFailure } from './disk.ts';
import type { LaidPhoto } from './experiment-subjects.ts';
import { uploadPlanned } from './experiment-uploads.ts';
import type { LocalHome } from './home.ts';

/** How far a planned run has come. */
export type RunState =
  | { readonly status: 'not run' }
  | { readonly status: 'under way' | 'done'; readonly run: RunReference; readonly execution: string }
  | { readonly status: 'failed'; readonly error: RunError };

export interface RunError {
  readonly code: string;
  readonly message: string;
}

const ledgerShape = z.union([
  z.object({
    version: z.literal(1),
    run: z.object({ tenant: z.string(), subject: z.string(), run: z.string(), bucket: z.string(), upload: z.string() }),
    execution: z.string(),
  }),
  z.object({ version: z.literal(1), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** What no other run would be spared. */
const endsAll = ['DiskFull', 'SetupIncomplete', 'Interrupted'];

export interface RunAllOptions {
  /** Runs at once. */
  readonly atOnce: number;
  /** Whether to begin no more. */
  readonly stopped: () => boolean;
  readonly onEnd: (run: PlannedRun, state: RunState) => void;
}

/**
 * The runs of experiments in one home. Each is known by its id, under which `{data}/experiments/runs/` says which
 * execution it is: one that was done is never done again, whichever experiment asks for it, and one that was broken
 * off goes on.
 */
export class ExperimentRuns {
  readonly #home: LocalHome;
  readonly #folder: string;

  constructor(home: LocalHome, data: string) {
    this.#home = home;
    this.#folder = join(data, 'experiments', 'runs');
  }

  async stateOf({ id }: Pick<PlannedRun, 'id'>): Promise<RunState> {
    const ledger = await this.#read(id);
    if (ledger === undefined) return { status: 'not run' };
    if ('error' in ledger) return { status: 'failed', error: ledger.error };
    const { run, execution } = ledger;
    const status = this.#home.engine.describe(execution)?.status ?? 'RUNNING';
    if (status === 'RUNNING') return { status: 'under way', run, execution };
    if (status === 'SUCCEEDED') return { status: 'done', run, execution };
    return { status: 'failed', error: await this.#errorOf(run, status) };
  }

  /**
   * Does what is not done, and tries again what failed. A run that fails is told of and ends no other.
   * @throws LikenessError where no run could go on: a full disk, a set-up that lacks something
   */
  async runAll(runs: readonly PlannedRun<LaidPhoto>[], { atOnce, stopped, onEnd }: RunAllOptions): Promise<void> {
    const lanes = lanesOf(runs);
    let broken = false;
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        for (const run of lane) {
          if (broken || stopped()) return;
          const state = await this.#settle(run);
          if (state.status !== 'under way') onEnd(run, state);
          if (state.status !== 'failed' || !endsAll.includes(state.error.code)) continue;
          broken = true;
          await this.#home.engine.suspend();
          throw new InputError(state.error.code as 'DiskFull', state.error.message);
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: atOnce }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #settle(run: PlannedRun<LaidPhoto>): Promise<RunState> {
    const before = await this.stateOf(run);
    if (before.status === 'done') return before;
    try {
      const execution = before.status === 'under way' ? before.execution : await this.#begin(run);
      await this.#home.engine.run(execution);
      const state = await this.stateOf(run);
      if (state.status === 'done') await this.#emptyInbox(state.run);
      return state;
    } catch (error) {
      if (!(error instanceof LikenessError)) throw error;
      // A run that another process has under way is that one's.
      if (error.code === 'RecordConflict') return { status: 'failed', error: told(error) };
      await this.#write(run.id, { version: 1, error: told(error) });
      return { status: 'failed', error: told(error) };
    }
  }

  async #begin(planned: PlannedRun<LaidPhoto>): Promise<string> {
    const { home, ports, starter } = this.#home;
    const { run, upload } = await uploadPlanned(planned, { objects: ports.objects, bucket: home.bucket });
    const execution = executionName(upload.upload, upload.run);
    const key = run.upload.slice(`s3://${run.bucket}/`.length);
    const created = { detail: { bucket: { name: run.bucket }, object: { key } } };
    await starter({ Records: [{ body: JSON.stringify(created) }] });
    await this.#write(planned.id, { version: 1, run, execution });
    return execution;
  }

  /** As its expiry does in the cloud: accept has its own copies, and an experiment has the same photos many times. */
  async #emptyInbox(run: RunReference): Promise<void> {
    const { objects } = this.#home.ports;
    for (const { uri } of await objects.list(inboxPrefix(run, run.upload.split('/').at(-2) ?? ''))) {
      if (uri !== run.upload) await objects.delete(uri);
    }
  }

  async #errorOf(run: RunReference, status: string): Promise<RunError> {
    const error = (await this.#home.ports.records.get(runKey(run)))?.error;
    if (typeof error === 'object' && error !== null && !Array.isArray(error) && isErrorCode(String(error.code))) {
      return { code: String(error.code), message: String(error.message) };
    }
    return told(new ServiceError('WorkflowFailed', `The run ended as ${status}.`));
  }

  async #read(id: string): Promise<z.infer<typeof ledgerShape> | undefined> {
    const text = await readFile(this.#fileOf(id), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : ledgerShape.parse(JSON.parse(text));
  }

  async #write(id: string, ledger: z.infer<typeof ledgerShape>): Promise<void> {
    const file = this.#fileOf(id);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(`${file}.new`, `${JSON.stringify(ledger, null, 1)}\n`);
      await rename(`${file}.new`, file);
    } catch (error) {
      throw writeFailure(error, this.#folder);
    }
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

const told = ({ code, message }: LikenessError): RunError => ({ code, message });
