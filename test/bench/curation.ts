/**
 * `npm run bench:curation [-- --photos DIR] [--choices 2] [--subjects a,b]`: does curation help the adapter, on real photos
 * that it never saw? Makes one pool of synthetic images for every choice of references with the preset
 * `laptop-dreambooth`, trains one adapter an arm from it, keeps pools and raw vectors under .cache/bench/curation,
 * recomputes all figures from them and writes docs/benchmarks/curation.md. Hours on two cores; a broken-off run goes on.
 * With `--subjects` it prints and leaves the page as it is: claims are about all of them.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { grammarCaptions } from '../../lib/domain/captions/index.ts';
import { digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';
import { modelDigest } from '../../lib/domain/model-index.ts';
import { type Preset, presetNamed } from '../../lib/domain/presets.ts';
import { categoryOf } from '../../lib/domain/upload.ts';
import { installation, pythonEnvironment } from '../../lib/local/installation.ts';
import { indexOf, modelFolder } from '../../lib/local/models.ts';
import { programDigest } from '../../lib/local/program-digest.ts';
import { chart, type Figures, page } from './curation-page.ts';
import { machine } from './machine.ts';

/** Drawn as in the quality benchmark, by `random.Random(2024).sample(names, 7)`. Claims are made on the others. */
const tuningSubjects = ['colorful_sneaker', 'dog', 'dog6', 'fancy_boot', 'pink_sunglasses', 'poop_emoji', 'teapot'];

/** The programs whose change makes other pools; another change trains the arms again on those that are there. */
const poolPrograms = ['compose', 'dreambooth', 'generator', 'priors'];

const installed = installation();
const here = join(installed.root, 'test', 'bench');
const environment = {
  ...pythonEnvironment(installed),
  PYTHONPATH: [installed.programs, here].join(delimiter),
  LIKENESS_PARENT_PID: String(process.pid),
  OMP_NUM_THREADS: '1',
  TRANSFORMERS_VERBOSITY: 'error',
  PYTHONWARNINGS: 'ignore',
};

const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    choices: { type: 'string', default: '2' },
    subjects: { type: 'string', default: '' },
    preset: { type: 'string' },
  },
});
const photos = values.photos ?? process.env.LIKENESS_PHOTOS ?? '';
if (!existsSync(join(photos, 'classes.csv'))) {
  refuse('PhotosFolderMissing: name a folder with one folder of photos a subject and classes.csv: --photos DIR.');
}
if (!/^[1-9]\d?$/.test(values.choices)) refuse('OptionInvalid: --choices takes a whole number from 1 to 99.');

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Each subject's category, of the lines `subject,category`. */
function categories(): Readonly<Record<string, string>> {
  const [, ...lines] = readFileSync(join(photos, 'classes.csv'), 'utf8').trim().split(/\r?\n/);
  const named = Object.fromEntries(lines.map((line) => line.split(',').map((cell) => cell.trim())));
  const folders = readdirSync(photos, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const known = (subject: string): string => named[subject] ?? refuse(`CategoryMissing: ${subject}, in classes.csv.`);
  const found = Object.fromEntries(folders.map(({ name }) => [name, categoryOf(known(name))]));
  const unknown = values.subjects.split(',').filter((name) => name !== '' && !Object.hasOwn(found, name));
  if (unknown.length > 0) refuse(`OptionInvalid: there is no subject ${unknown.join(', ')}.`);
  return found;
}

const folderOf = (category: string): string => category.replaceAll(' ', '-');

/** What `coverage` is held against the other rules with; the arms change it. */
const coverage = { curation: 'coverage', budget: 120, fidelity_floor: 0.5, generated_share: 0.5 };

/** As the product's but for the rule, or with what a file changes of it, for trying the benchmark itself out. */
function chosenPreset(): Preset {
  const product = presetNamed('laptop-dreambooth');
  const shipped = { ...product, represent: { ...product.represent, ...coverage } };
  if (values.preset === undefined) return shipped;
  const changes = JSON.parse(readFileSync(values.preset, 'utf8')) as Partial<Preset>;
  const merged = (['priors', 'generate', 'compose', 'represent'] as const).map((stage) => [
    stage,
    { ...shipped[stage], ...changes[stage] },
  ]);
  return { ...shipped, name: `${shipped.name}, changed`, ...Object.fromEntries(merged) };
}

interface Folders {
  readonly pools: string;
  readonly out: string;
}

/** Pools of other programs, settings, captions or weights are other pools, and so are vectors of other pools. */
async function foldersFor(preset: Preset, captions: Json, generator: string): Promise<Folders> {
  const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
  const laptop = presetNamed('laptop');
  const packages = join(installed.programs, 'likeness_ml');
  const pools = digestOf({
    programs: await Promise.all(poolPrograms.map((name) => programDigest(join(packages, name)))),
    images: sha256(readFileSync(join(packages, 'images.py'))),
    generator: modelDigest(await indexOf(generator)),
    settings: plain([preset.priors, preset.generate, preset.compose, laptop.compose]),
    captions,
  }).slice(0, 16);
  const out = digestOf({
    pools,
    programs: await programDigest(installed.programs),
    arms: sha256(readFileSync(join(here, 'curation_arms.py'))),
    backbone: modelDigest(await indexOf(installed.backbone)),
    settings: plain([preset.represent, laptop.represent]),
  }).slice(0, 16);
  const cache = join(installed.root, '.cache', 'bench', 'curation');
  return { pools: join(cache, 'pools', pools), out: join(cache, out) };
}

/** The file that both stages read, and each category's captions. */
function writeInputs(
  preset: Preset,
  named: Readonly<Record<string, string>>,
  folders: Folders,
  generator: string,
): string {
  for (const category of new Set(Object.values(named))) {
    const folder = join(folders.pools, 'captions', folderOf(category));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'captions.json'), JSON.stringify(captionsOf(category, preset), null, 1));
  }
  mkdirSync(folders.out, { recursive: true });
  const places = { ...folders, generator, backbone: installed.backbone, bank: join(installed.root, 'assets'), photos };
  const file = join(folders.out, 'inputs.json');
  const byFolder = Object.fromEntries(
    Object.entries(named).map(([subject, category]) => [subject, folderOf(category)]),
  );
  const content = { places, preset, laptop: presetNamed('laptop'), categories: byFolder };
  writeFileSync(file, JSON.stringify(content, null, 1));
  return file;
}

const captionsOf = (category: string, { priors, wording }: Preset): object =>
  grammarCaptions(category, priors?.seed ?? 0, wording);

/** One worker a core, each with its share. */
async function work(stage: 'priors' | 'arms', inputs: string): Promise<void> {
  const workers = cpus().length;
  const options = ['--stage', stage, '--inputs', inputs, '--choices', values.choices, '--subjects', values.subjects];
  const running = Array.from({ length: workers }, (_, share) =>
    spawn(installed.python, [join(here, 'curation_vectors.py'), ...options, '--worker', `${share}/${workers}`], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  for (const [share, worker] of running.entries()) {
    worker.stdout
      .setEncoding('utf8')
      .on('data', (text: string) => tellProgress(stage, `${share + 1}/${workers}`, text));
  }
  const statuses = await Promise.all(running.map(endOf));
  if (statuses.some((status) => status !== 0)) throw new Error('A worker failed; what it said is above.');
}

const endOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on('close', resolve));

/** The jobs' own lines stay unsaid: what is told is each worker's whole. */
function tellProgress(stage: string, worker: string, text: string): void {
  for (const [line] of text.matchAll(new RegExp(`^${stage} step .* seconds_left .*$`, 'gm'))) {
    process.stderr.write(`worker ${worker}: ${line}\n`);
  }
}

async function figuresOf(folder: string): Promise<Figures> {
  const args = [join(here, 'curation_figures.py'), '--vectors', folder, '--tuning', tuningSubjects.join(',')];
  const { stdout } = await promisify(execFile)(installed.python, args, { env: environment, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Figures;
}

const preset = chosenPreset();
const generator = await modelFolder(installed, 'generator', preset.generator ?? '');
if (generator === undefined) refuse(`ModelNotFound: the generator ${preset.generator} is not on this machine.`);
const named = categories();
const captions = [...new Set(Object.values(named))].sort().map((category) => captionsOf(category, preset));
const folders = await foldersFor(preset, captions as unknown as Json, generator);
const inputs = writeInputs(preset, named, folders, generator);
await work('priors', inputs);
await work('arms', inputs);
const figures = await figuresOf(folders.out);
const written = page(figures, { preset, tuningSubjects, machine: machine() });
if (values.subjects === '' && values.preset === undefined) {
  const target = join(installed.root, 'docs', 'benchmarks');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'curation.md'), written);
  writeFileSync(join(target, 'curation.svg'), chart(figures));
}
process.stdout.write(written);
