/**
 * `npm run bench:quality [-- --photos DIR]`: is the personalized backbone better on real photos of things it never saw?
 * Personalizes every subject with several choices of references, keeps the raw vectors under .cache/bench, recomputes all
 * figures from them and writes docs/benchmarks/quality.md. About an hour on two cores; a broken-off run goes on.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { digestOf } from '../../lib/domain/digest.ts';
import { type Preset, presetNamed } from '../../lib/domain/presets.ts';
import { installation } from '../../lib/local/installation.ts';
import { programDigest } from '../../lib/local/program-digest.ts';
import { machine } from './machine.ts';
import { chart, type Figures, page } from './quality-page.ts';

/**
 * The subjects that hyperparameters and the promotion rule were chosen on, drawn by `random.Random(2024).sample(names, 7)`
 * from the sorted names of all 19. Claims are made on the others.
 */
const tuningSubjects = ['colorful_sneaker', 'dog', 'dog6', 'fancy_boot', 'pink_sunglasses', 'poop_emoji', 'teapot'];

const { root, python, programs, backbone } = installation();
const script = (name: string): string => join(root, 'test', 'bench', name);
const environment = { ...process.env, PYTHONPATH: programs };

const { values } = parseArgs({ options: { photos: { type: 'string' }, choices: { type: 'string', default: '10' } } });
const photos = values.photos ?? process.env.LIKENESS_PHOTOS ?? '';
if (!existsSync(photos)) {
  process.stderr.write('PhotosFolderMissing: name a folder with one folder of photos a subject: --photos DIR.\n');
  process.exit(2);
}

/** Vectors of other programs or settings are other vectors, so each have a folder of their own. */
async function vectorsFolder({ compose, represent }: Preset): Promise<string> {
  const settings = JSON.parse(JSON.stringify({ compose, represent }));
  const digest = digestOf({ settings, programs: await programDigest(programs) }).slice(0, 16);
  return join(root, '.cache', 'bench', 'quality', digest);
}

/** One worker a core, each with its share of the personalizations. */
async function makeVectors(preset: Preset, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'preset.json');
  writeFileSync(settings, JSON.stringify(preset, null, 2));
  const workers = cpus().length;
  const options = [
    ...['--photos', photos, '--backbone', backbone, '--bank', join(root, 'assets')],
    ...['--preset', settings, '--out', folder, '--choices', values.choices],
  ];
  const running = Array.from({ length: workers }, (_, share) =>
    spawn(python, [script('quality_vectors.py'), ...options, '--worker', `${share}/${workers}`], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  running[0]?.stdout.on('data', (text) => tellProgress(String(text)));
  for (const worker of running.slice(1)) worker.stdout.resume();
  const statuses = await Promise.all(running.map(endOf));
  if (statuses.some((status) => status !== 0)) throw new Error('A worker failed; what it said is above.');
}

const endOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on('close', resolve));

/** The workers' shares are alike, so one of them tells how far all are. */
function tellProgress(text: string): void {
  for (const [line] of text.matchAll(/^personalize step .*$/gm)) process.stderr.write(`${line}\n`);
}

async function figuresOf(folder: string): Promise<Figures> {
  const args = [script('quality_figures.py'), '--vectors', folder, '--tuning', tuningSubjects.join(',')];
  const options = { env: environment, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(python, args, options);
  return JSON.parse(stdout) as Figures;
}

const preset = presetNamed('laptop');
const folder = await vectorsFolder(preset);
await makeVectors(preset, folder);
const figures = await figuresOf(folder);
const target = join(root, 'docs', 'benchmarks');
mkdirSync(target, { recursive: true });
const written = page(figures, { preset, tuningSubjects, machine: machine() });
writeFileSync(join(target, 'quality.md'), written);
writeFileSync(join(target, 'quality.svg'), chart(figures));
process.stdout.write(written);
