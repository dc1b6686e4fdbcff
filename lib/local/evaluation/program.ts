import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { errorFromCode, InputError, isErrorCode, type LikenessError, ServiceError } from '../../domain/errors.ts';
import { type Step, stepIn } from '../../domain/progress.ts';
import { type Installation, pythonEnvironment } from '../installation.ts';
import { pythonMissing } from '../python-failure.ts';
import { baseVariable, type ProgramEnd, runProgram } from '../training/program.ts';

/** Of the evaluate job, each its JSON value. */
export type EvaluationSettings = Readonly<Record<string, unknown>>;

/** What the job reads: folders by channel, and files that a channel holds alone. */
export interface EvaluationChannels {
  readonly dataset: string;
  readonly backbone: string;
  readonly adapters: string | undefined;
  readonly sam: string | undefined;
  readonly mapping: string | undefined;
}

export interface EvaluationRun {
  /** The job's own folder, empty. */
  readonly base: string;
  readonly settings: EvaluationSettings;
  readonly channels: EvaluationChannels;
  readonly onStep: (step: Step) => void;
  /** A line worth showing that tells of no step. */
  readonly onNote: (line: string) => void;
  /** Breaks the job off; what was computed stays. */
  readonly signal: AbortSignal;
}

const longestSeconds = 28 * 24 * 3600;
const graceSeconds = 60;

/**
 * Runs the evaluate job as its container would. Its results are in `output/data` of the base folder.
 * @throws InputError, ServiceError with the code that the program gives; `Interrupted` where it was broken off
 */
export async function runEvaluation(place: Installation, run: EvaluationRun): Promise<{ peakMemoryBytes: number }> {
  const { base, settings, channels, signal } = run;
  await layOut(base, join(place.data, 'evaluations', 'features'), settings, channels);
  const environment = { ...pythonEnvironment(place), PYTHONUNBUFFERED: '1', [baseVariable]: base };
  const end = await runProgram({
    command: place.python,
    args: ['-m', 'likeness_ml.evaluation'],
    cwd: base,
    environment: { ...environment, LIKENESS_PARENT_PID: String(process.pid) } as Record<string, string>,
    log: join(base, 'log'),
    maxRuntimeSeconds: longestSeconds,
    ...{ graceSeconds, signal },
    onStart: async () => undefined,
    onLine: (line) => {
      const step = stepIn(line);
      if (step !== undefined) run.onStep(step);
      else if (line.startsWith('estimate: ')) run.onNote(line.slice('estimate: '.length));
    },
  }).catch((error: unknown) => {
    throw pythonMissing(place, error) ?? error;
  });
  if (end.exit === 0) return { peakMemoryBytes: end.peakMemoryBytes };
  if (signal.aborted) throw new InputError('Interrupted', 'Stopped. The same command goes on from here.');
  throw await failureOf(base, end);
}

/** What was computed is kept outside the job's own folder, so that the next job finds it. */
async function layOut(
  base: string,
  features: string,
  settings: EvaluationSettings,
  { mapping, ...channels }: EvaluationChannels,
): Promise<void> {
  const [config, data, checkpoints] = [['input', 'config'], ['input', 'data'], ['checkpoints']].map((parts) =>
    join(base, ...parts),
  ) as [string, string, string];
  for (const folder of [config, data, checkpoints, features]) await mkdir(folder, { recursive: true });
  await symlink(features, join(checkpoints, 'features'));
  const strings = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]);
  await writeFile(join(config, 'hyperparameters.json'), JSON.stringify(Object.fromEntries(strings)));
  for (const [name, folder] of Object.entries(channels)) {
    if (folder === undefined) continue;
    // A zip is a file, and a channel is a folder.
    if (/\.zip$/i.test(folder)) await linkInside(join(data, name), folder);
    else await symlink(resolve(folder), join(data, name));
  }
  if (mapping !== undefined) await linkInside(join(data, 'mapping'), mapping);
}

async function linkInside(channel: string, file: string): Promise<void> {
  await mkdir(channel);
  await symlink(resolve(file), join(channel, basename(file)));
}

/** `output/failure` is `{Code}: {message}`. */
async function failureOf(base: string, { exit, lastErrors }: ProgramEnd): Promise<LikenessError> {
  const text = await readFile(join(base, 'output', 'failure'), 'utf8').catch(() => '');
  const [, code = '', message = ''] = /^(\w+): ([\s\S]*)$/.exec(text) ?? [];
  if (isErrorCode(code)) return errorFromCode(code, message);
  const last = lastErrors.split('\n').slice(-3).join('\n');
  return new ServiceError('Internal', `The evaluation ended with status ${exit}: ${last}`);
}
