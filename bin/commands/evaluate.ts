import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../lib/domain/errors.ts';
import { catalogueModels } from '../../lib/domain/models.ts';
import { type EvaluationChannels, runEvaluation } from '../../lib/local/evaluation/program.ts';
import { type Installation, installation, shippedBackbone } from '../../lib/local/installation.ts';
import { modelFolder } from '../../lib/local/models.ts';
import { checkEvaluationOutput, makeWorkFolder, placeEvaluation } from '../evaluation-output.ts';
import { readOptions } from '../options.ts';
import { round } from '../result.ts';
import { onSignals } from '../signals.ts';
import type { CommandStreams } from '../streams.ts';
import { evaluationTable } from '../terminal/evaluation.ts';
import { oneLine } from '../terminal/one-line.ts';
import { Progress } from '../terminal/progress.ts';

export const evaluateUsage = `likeness evaluate --dataset DIR --backbone B [options]

Measures a backbone, and adapters beside it, on a dataset of many instances: the paper's four tasks.

  --dataset DIR     a folder or zip in a layout of docs/datasets.md
  --backbone B      the name of a model (likeness models list; ${shippedBackbone} ships), or its folder
  --adapters DIR    one folder of PEFT files an instance, named as the instance
  --tasks LIST      of classification, retrieval, detection and segmentation; the first two unless given
  --split WHICH     which instances are judged: val, test (unless given) or all
  --others WHICH    gallery and negatives are of all instances (unless given) or of the same-split
  --shifts          each shift of the test pictures by itself too
  --negatives WHICH under a shift, negatives are of the same-shift (unless given) or of all-shifts
  --feature WHICH   cls (unless given), as the paper evaluates, or adapter: the one each adapter was trained for
  --side N          of the square that detection and segmentation see, in pixels; 64 patches unless given
  --sam DIR         the folder of a SAM, which segments beside the thresholds
  --mapping FILE    which pictures are whose, for DeepFashion2 and DogFaceNet
  --seed N          of DogFaceNet's reference photos and of the intervals; 0 unless given
  --threads N       2 unless given
  --out DIR         where results and report go; ./likeness-evaluation unless given
  --data DIR        where what was computed is kept; .likeness of the installation unless given
  --json            one JSON document on standard output, progress on standard error
`;

const options = {
  dataset: { type: 'string' },
  backbone: { type: 'string' },
  adapters: { type: 'string' },
  tasks: { type: 'string', default: 'classification,retrieval' },
  split: { type: 'string', default: 'test' },
  others: { type: 'string', default: 'all' },
  shifts: { type: 'boolean', default: false },
  negatives: { type: 'string', default: 'same-shift' },
  feature: { type: 'string', default: 'cls' },
  side: { type: 'string' },
  sam: { type: 'string' },
  mapping: { type: 'string' },
  seed: { type: 'string', default: '0' },
  threads: { type: 'string', default: '2' },
  out: { type: 'string', default: 'likeness-evaluation' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const choices = {
  split: ['val', 'test', 'all'],
  others: ['all', 'same-split'],
  negatives: ['same-shift', 'all-shifts'],
  feature: ['cls', 'adapter'],
} as const;
const taskNames: readonly string[] = ['classification', 'retrieval', 'detection', 'segmentation'];
const denseTasks: readonly string[] = ['detection', 'segmentation'];

/** `likeness evaluate`: a backbone and its adapters on a dataset. Returns the exit status. */
export async function evaluate(
  args: string[],
  io: CommandStreams,
  here: Installation = installation(),
): Promise<number> {
  const began = performance.now();
  const asked = parse(args);
  const place = asked.data === undefined ? here : { ...here, data: resolve(asked.data) };
  const channels = await channelsOf(asked, place);
  await checkEvaluationOutput(asked.out);
  const told = asked.json ? io.stderr : io.stdout;
  const progress = new Progress(told);
  const interruption = onSignals();
  const base = await makeWorkFolder(asked.out);
  try {
    const { settings } = asked;
    const { peakMemoryBytes } = await runEvaluation(place, {
      ...{ base, settings, channels, signal: interruption.signal },
      onStep: (step) => progress.step(step),
      onNote: (line) => told.write(`estimate  ${oneLine(line)}\n`),
    });
    progress.end();
    const results = await placeEvaluation(base, asked.out);
    const out = resolve(asked.out);
    const seconds = round((performance.now() - began) / 1000);
    if (asked.json) io.stdout.write(`${JSON.stringify({ ...results, seconds, peakMemoryBytes, out })}\n`);
    else io.stdout.write(`${evaluationTable(results)}results   ${asked.out}/report.html\n`);
    return 0;
  } finally {
    progress.end();
    await rm(base, { recursive: true, force: true });
    interruption.ignore();
  }
}

type Values = ReturnType<typeof values>;

interface Asked extends Pick<Values, 'adapters' | 'sam' | 'mapping' | 'out' | 'data' | 'json'> {
  readonly dataset: string;
  readonly backbone: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

function parse(args: string[]): Asked {
  const given = values(args);
  const { dataset, backbone, adapters, sam, mapping, out, data, json } = given;
  // An empty path would be the folder one happens to be in: `--out "$UNSET"`.
  const empty = Object.entries(given).find(([, value]) => value === '');
  if (empty !== undefined) throw invalid(`--${empty[0]} is empty. Say what it is, or leave it out.`);
  if (dataset === undefined) throw invalid('Name the dataset: --dataset DIR.');
  if (backbone === undefined) throw invalid(`Name the backbone: --backbone ${shippedBackbone}, or its folder.`);
  return { dataset, backbone, adapters, sam, mapping, out, data, json, settings: settingsOf(given) };
}

/** The job's hyperparameters. What is at its default is said too, so that the program's own defaults may differ. */
function settingsOf(given: Values): Asked['settings'] {
  const tasks = given.tasks.split(',').map((task) => task.trim());
  const unknown = tasks.find((task) => !taskNames.includes(task));
  if (unknown !== undefined) throw invalid(`--tasks has '${unknown}': there are ${taskNames.join(', ')}.`);
  if (new Set(tasks).size < tasks.length) throw invalid('--tasks names a task twice.');
  for (const [name, known] of Object.entries(choices)) {
    const value = given[name as keyof typeof choices];
    if (!(known as readonly string[]).includes(value))
      throw invalid(`--${name} takes ${known.join(' or ')}, not '${value}'.`);
  }
  if (given.negatives === 'all-shifts' && !given.shifts)
    throw invalid("--negatives says where a shift's negatives come from: give --shifts too.");
  const dense = tasks.some((task) => denseTasks.includes(task));
  for (const name of ['side', 'sam'] as const) {
    if (given[name] !== undefined && !dense)
      throw invalid(`--${name} is of detection and segmentation: name one of them in --tasks.`);
  }
  const { split, others, shifts, negatives, feature } = given;
  return {
    ...{ tasks, split, others, shifts, negatives, feature },
    ...(given.side === undefined ? {} : { side: whole('side', given.side, 16, 4096) }),
    seed: whole('seed', given.seed, 0, 999_999_999),
    threads: whole('threads', given.threads, 1, 256),
  };
}

function whole(name: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high))
    throw invalid(`--${name} takes a whole number from ${low} to ${high}, not '${text}'.`);
  return value;
}

const invalid = (message: string): InputError => new InputError('OptionInvalid', message);

const values = (args: string[]) => readOptions('evaluate', { args, options, allowPositionals: false }).values;

/** What the job will read, once it is known to be there. */
async function channelsOf(asked: Asked, place: Installation): Promise<EvaluationChannels> {
  const { dataset, adapters, sam, mapping } = asked;
  if ((await kindOf(dataset)) === undefined)
    throw new InputError('DatasetInvalid', `There is no dataset ${dataset}: check the spelling.`);
  if ((await kindOf(dataset)) === 'file' && !/\.zip$/i.test(dataset))
    throw new InputError('DatasetInvalid', `The dataset ${dataset} is neither a folder nor a .zip file.`);
  if (adapters !== undefined && (await kindOf(adapters)) !== 'folder')
    throw new InputError('AdapterInvalid', `There is no folder of adapters ${adapters}: check the spelling.`);
  if (sam !== undefined && (await kindOf(sam)) !== 'folder')
    throw new InputError('SetupIncomplete', `There is no folder of a SAM ${sam}: check the spelling.`);
  if (mapping !== undefined && (await kindOf(mapping)) !== 'file')
    throw invalid(`There is no mapping file ${mapping}: check the spelling.`);
  return { dataset, adapters, sam, mapping, backbone: await backboneFolder(asked, place) };
}

/** @throws InputError `SetupIncomplete` for a model that has to be pulled, `ModelUnknown` for another word */
async function backboneFolder({ backbone, data }: Asked, place: Installation): Promise<string> {
  const named = /^[\w.-]+$/.test(backbone) ? await modelFolder(place, 'backbone', backbone) : undefined;
  if (named !== undefined) return named;
  if ((await kindOf(backbone)) === 'folder') return resolve(backbone);
  const backbones = catalogueModels().filter(({ kind }) => kind === 'backbone');
  if (backbones.some(({ name }) => name === backbone)) {
    const where = data === undefined ? '' : ` --data ${data}`;
    throw new InputError('SetupIncomplete', `${backbone} is not here. Run: likeness models pull ${backbone}${where}`);
  }
  const names = [shippedBackbone, ...backbones.map(({ name }) => name)].join(', ');
  throw new InputError('ModelUnknown', `There is no backbone ${backbone}: give a folder, or one of ${names}.`);
}

async function kindOf(path: string): Promise<'folder' | 'file' | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : undefined;
}
