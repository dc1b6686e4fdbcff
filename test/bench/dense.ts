/**
 * `npm run bench:dense -- --photos DIR [--backgrounds DIR] [--only rendered|composites]`: DreamBooth against Cut-and-Paste on
 * detection and segmentation. For drawn things and for held-out photos on other scenes it runs the experiment, takes its
 * adapters out, evaluates each arm on pictures with exact masks, and writes docs/experiments/dense. Broken off, the same
 * command goes on; what is done is not done again. Drawn things take about an hour on two cores, photos two.
 *
 * `--at-once N` runs at once; `--data DIR` where runs and vectors are kept; `--experiment FILE` other arms, with `--only`;
 * `--out DIR` for another page.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { evaluationResults } from '../../bin/evaluation.ts';
import { adaptersIndex } from '../../bin/experiment-adapters.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import { installation } from '../../lib/local/installation.ts';
import { programDigest } from '../../lib/local/program-digest.ts';
import { type ArmValues, armValues, type SetResult, setResult } from './dense-figures.ts';
import { chart, page } from './dense-page.ts';
import { machine } from './machine.ts';

type SetName = SetResult['set'];
const setNames: readonly SetName[] = ['rendered', 'composites'];
const files: Readonly<Record<SetName, string>> = { rendered: 'dense.yaml', composites: 'sources.yaml' };
/** Of the square that dense tasks see, in pixels: 24 patches of the small backbone. */
const side = 384;

const { root, python } = installation();
const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: process.env.LIKENESS_PHOTOS ?? '' },
    backgrounds: { type: 'string' },
    only: { type: 'string' },
    'at-once': { type: 'string', default: '1' },
    data: { type: 'string' },
    experiment: { type: 'string' },
    out: { type: 'string', default: join(root, 'docs', 'experiments', 'dense') },
  },
});
const asked = setNames.filter((name) => values.only === undefined || values.only === name);
if (asked.length === 0) refuse('OptionInvalid: --only takes rendered or composites.');
if (values.experiment !== undefined && asked.length > 1)
  refuse('OptionInvalid: --experiment is of one set: give --only too.');
if (asked.includes('composites') && !existsSync(values.photos))
  refuse('PhotosFolderMissing: name a folder with one folder of photos a subject: --photos DIR, or --only rendered.');

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Ends this program as that one does, where it fails; what it says goes to standard error. */
function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { env, stdio: ['ignore', process.stderr, process.stderr] });
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.once('SIGTERM', forward).once('SIGHUP', forward);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      process.off('SIGTERM', forward).off('SIGHUP', forward);
      if (status === 0) done();
      else process.exit(status ?? 1);
    });
  });
}

const likeness = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<void> => {
  const data = values.data === undefined ? [] : ['--data', values.data];
  const program = ['--disable-warning=ExperimentalWarning', join(root, 'bin', 'likeness.ts')];
  return run(process.execPath, [...program, ...args, ...data], environment);
};
const make = (args: readonly string[]): Promise<void> =>
  run(python, [join(root, 'scripts', 'make_dense_sets.py'), ...args]);

interface Made {
  readonly folder: string;
  /** What its scenes are, in a sentence. */
  readonly scenes: string;
}

/** The drawn set, made anew only where the programs that draw it have changed. */
async function rendered(work: string): Promise<Made> {
  const digest = (await programDigest(join(root, 'scripts'))).slice(0, 16);
  const folder = join(work, digest);
  if (!existsSync(join(folder, 'set.json'))) await make(['rendered', '--out', folder]);
  return { folder, scenes: 'Places, light and clutter are random.' };
}

async function composites(work: string, experiment: string): Promise<Made> {
  const folder = join(work, 'pictures');
  const scenes = values.backgrounds === undefined ? [] : ['--backgrounds', values.backgrounds];
  await make(['composites', '--photos', values.photos, '--experiment', experiment, '--out', folder, ...scenes]);
  const told = JSON.parse(await readFile(join(folder, 'set.json'), 'utf8')) as { scenes: number };
  const whose = scenes.length === 0 ? 'photos of subjects that are not judged' : 'pictures of a folder of backgrounds';
  return { folder, scenes: `The scenes are parts of ${told.scenes} ${whose}.` };
}

/** Everything that one set takes, from pictures to figures. */
async function measure(set: SetName): Promise<SetResult> {
  const work = join(root, '.cache', 'bench', 'dense', set);
  await mkdir(work, { recursive: true });
  const [report, adapters] = [join(work, 'experiment'), join(work, 'adapters')];
  const drawn = set === 'rendered' ? await rendered(work) : undefined;
  const photos = drawn === undefined ? resolve(values.photos) : join(drawn.folder, 'photos');
  const file = values.experiment ?? join(root, 'docs', 'experiments', files[set]);
  const places = ['--out', report, '--adapters', adapters, '--at-once', values['at-once']];
  await likeness(['experiment', file, ...places], { LIKENESS_PHOTOS: photos });
  const result = join(report, 'experiment.json');
  const { preset } = z.object({ preset: z.string() }).parse(JSON.parse(await readFile(result, 'utf8')));
  const { folder, scenes } = drawn ?? (await composites(work, result));
  const { arms } = adaptersIndex.parse(JSON.parse(await readFile(join(adapters, 'adapters.json'), 'utf8')));
  const measured: ArmValues[] = [];
  let counts: SetResult['counts'] | undefined;
  for (const one of arms) {
    const evaluated = await evaluate(join(folder, 'dataset'), join(adapters, one.folder), {
      backbone: presetNamed(preset).backbone,
      out: join(work, 'evaluations', one.folder),
    });
    counts = evaluated.counts;
    measured.push(armValues(one.arm, evaluated));
  }
  return setResult.parse({ version: 1, set, preset, scenes, side, counts, arms: measured });
}

async function evaluate(dataset: string, adapters: string, { backbone, out }: { backbone: string; out: string }) {
  const tasks = 'detection,segmentation,classification,retrieval';
  const what = ['--dataset', dataset, '--backbone', backbone, '--adapters', adapters];
  await likeness(['evaluate', ...what, '--tasks', tasks, '--side', String(side), '--out', out]);
  return evaluationResults.parse(JSON.parse(await readFile(join(out, 'results.json'), 'utf8')));
}

/** The sets that were measured, now or before. */
async function kept(): Promise<SetResult[]> {
  const here = setNames.map((set) => join(values.out, `${set}.json`)).filter(existsSync);
  return Promise.all(here.map(async (file) => setResult.parse(JSON.parse(await readFile(file, 'utf8')))));
}

await mkdir(values.out, { recursive: true });
for (const set of asked) {
  const result = await measure(set);
  await writeFile(join(values.out, `${set}.json`), `${JSON.stringify(result, null, 1)}\n`);
  await writeFile(join(values.out, `${set}.svg`), chart(result));
  await writeFile(join(values.out, 'README.md'), page(await kept(), machine()));
}
process.stdout.write(await readFile(join(values.out, 'README.md'), 'utf8'));
