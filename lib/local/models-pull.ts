import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ServiceError } from '../domain/errors.ts';
import { type CatalogueModel, type ModelManifest, modelManifest, modelManifestFile } from '../domain/models.ts';
import { type Step, stepIn } from '../domain/progress.ts';
import { errorCode, writeFailure } from './disk.ts';
import { type Installation, pythonEnvironment } from './installation.ts';
import { failureSaid, startFailure } from './python-failure.ts';
import { lineSplitter } from './training/lines.ts';

export interface PullOptions {
  /** The folder of all models; this one's is in it by its name. */
  readonly models: string;
  /** A commit, branch or tag. */
  readonly revision: string;
  /** Of a mirror; the hub, or what HF_ENDPOINT says, where it is undefined. */
  readonly endpoint: string | undefined;
  readonly onStep: (step: Step) => void;
  /** Breaks the pull off; what came stays. */
  readonly signal: AbortSignal;
}

export interface Pulled {
  readonly manifest: ModelManifest;
  /** 0 where it was here already. */
  readonly downloadedBytes: number;
}

/**
 * What the folder of a pulled model says of itself; undefined where none is there, or not all of one.
 * @throws ServiceError `Internal` for a manifest that is not ours
 */
export async function readModelManifest(models: string, name: string): Promise<ModelManifest | undefined> {
  const file = join(models, name, modelManifestFile);
  try {
    return modelManifest.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause) ?? '')) return undefined;
    throw new ServiceError('Internal', `${file} is not what a pull wrote. Delete it and pull again.`, { cause });
  }
}

/**
 * Brings a model, or what is missing of it. The one program of ours that asks a model hub.
 * @throws InputError with the code of what stands in the way, `Interrupted` where it was broken off
 */
export async function pullModel(place: Installation, model: CatalogueModel, options: PullOptions): Promise<Pulled> {
  const { models, revision, endpoint } = options;
  const { name, kind, repository, weights, gated, licence } = model;
  const request = {
    ...{ name, kind, repository, revision, weights, gated },
    ...{ licence: licence.name, hubLicences: licence.hubNames },
    ...{ folder: join(models, name), endpoint: endpoint ?? null },
  };
  await makeFolder(models);
  const lines = await run(place, JSON.stringify(request), options);
  const manifest = await readModelManifest(models, name);
  const downloadedBytes = Number(/^\{"downloadedBytes": (\d+)\}$/.exec(lines.at(-1) ?? '')?.[1]);
  if (manifest === undefined || Number.isNaN(downloadedBytes)) {
    throw new ServiceError('Internal', `The pull of ${name} ended without a word: ${lines.slice(-3).join(' ')}`);
  }
  return { manifest, downloadedBytes };
}

async function makeFolder(models: string): Promise<void> {
  try {
    await mkdir(models, { recursive: true });
    await access(models, constants.W_OK);
  } catch (error) {
    const failure = writeFailure(error, models, { holdsRuns: false });
    if (failure !== error) throw failure;
    const message = `Models can't be put into ${models} (${errorCode(error)}). Name another folder with --models.`;
    throw new InputError('OptionInvalid', message, { cause: error });
  }
}

/** The lines that the program printed and that tell of no step. */
function run(place: Installation, request: string, { onStep, signal }: PullOptions): Promise<string[]> {
  const child = spawn(place.python, ['-m', 'likeness_ml.models', request], {
    // The program ends when its standard input does, so that it does not outlive this process.
    stdio: ['pipe', 'pipe', 'pipe'],
    // The terminal's Ctrl-C comes to this process alone, which breaks off in order.
    detached: true,
    env: hubEnvironment(place),
  });
  const said: string[] = [];
  let wrong = '';
  const lines = lineSplitter((line) => {
    const step = stepIn(line);
    if (step === undefined) said.push(line);
    else onStep(step);
  });
  const stop = (): void => void child.kill('SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  child.stdout.on('data', lines.push);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    wrong = (wrong + text).slice(-10_000);
  });
  return new Promise<string[]>((resolve, reject) => {
    child.once('error', (error) => reject(startFailure(place, error)));
    child.once('close', (status) => {
      lines.end();
      if (status === 0) resolve(said);
      else reject(signal.aborted ? interrupted() : failureSaid(wrong, 'The pull failed'));
    });
  }).finally(() => signal.removeEventListener('abort', stop));
}

const interrupted = (): InputError => new InputError('Interrupted', 'Stopped. The same command goes on from here.');

/** As for any program of ours, but with the hub, and no word of who asks. */
function hubEnvironment(place: Installation): NodeJS.ProcessEnv {
  const quiet = { HF_HUB_DISABLE_PROGRESS_BARS: '1', HF_HUB_DISABLE_TELEMETRY: '1', PYTHONUNBUFFERED: '1' };
  return { ...pythonEnvironment(place), ...quiet, HF_HUB_OFFLINE: '0' };
}
