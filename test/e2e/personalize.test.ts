import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { metricNames } from '../../lib/domain/verdict.ts';
import { installation } from '../../lib/local/installation.ts';
import {
  copyPhotos,
  type Ended,
  likeness,
  type Printed,
  printed,
  root,
  runLimit,
  samples,
  sha256Of,
} from '../fixtures/command.ts';
import { attemptsIn, jobFaults } from '../fixtures/jobs.ts';

const subject = join(samples, 'sunrise-mug');
const home = installation();
const stagesOfJobs = ['mask', 'compose', 'curate', 'train', 'evaluate'];
const resultFiles = ['adapter', 'manifest.json', 'report.html'];

let base: string;
let command: string[];
let first: Ended;
let result: Printed;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'likeness-personalize-'));
  // As a user stands somewhere else than the installation, with paths of their own, and code that is none of ours.
  writeFileSync(join(base, 'torch.py'), 'raise SystemExit("taken from the folder where the user stands")');
  command = [
    ...['personalize', '--photos', relative(base, copyPhotos(join(subject, 'reference'), join(base, 'photos'), 3))],
    ...['--held-out', copyPhotos(join(subject, 'held-out'), join(base, 'held-out'), 6)],
    ...['--others', copyPhotos(join(samples, 'others'), join(base, 'others'), 24, { masks: false })],
    ...['--category', 'mug', '--data', 'data', '--out', 'results/mug', '--json'],
  ];
  first = await likeness(command, { cwd: base });
  result = printed(first);
}, runLimit);

afterAll(() => rmSync(base, { recursive: true, force: true }));

const photos = (): string[] => ['00.jpg', '01.jpg', '02.jpg'].map((name) => join(base, 'photos', name));
const out = (...segments: string[]): string => join(base, 'results', 'mug', ...segments);
const attempts = () => attemptsIn(join(base, 'data'));

async function embed(...args: string[]) {
  const { status, stdout, stderr } = await likeness(['embed', '--json', ...args], { cwd: base });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('personalize --json', () => {
  test('prints one document, with the members that are promised', () => {
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({
      version: 1,
      category: 'mug',
      preset: { name: 'laptop', version: 1 },
      seed: 0,
      photos: { references: 3, heldOut: 6, others: 24, dropped: [], warnings: [] },
      verdict: { outcome: expect.stringMatching(/^(better|tie|worse)$/), protocol: 'held-out' },
      adapter: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      seconds: expect.any(Number),
      peakMemoryBytes: expect.any(Number),
    });
    expect(result.verdict.reason).toMatch(/average precision .* interval/);
  });

  test('gives each metric of both models, the difference and its interval', () => {
    const metrics = Object.entries(result.verdict.metrics ?? {});
    expect(metrics.map(([name]) => name).sort()).toEqual([...metricNames].sort());
    for (const [, { base: before, personalized, difference, interval }] of metrics) {
      expect(difference).toBeCloseTo(personalized - before, 4);
      expect(interval).toEqual([expect.any(Number), expect.any(Number)]);
      expect(interval[0]).toBeLessThanOrEqual(interval[1]);
    }
  });

  test('tells how well the thing is found in the held-out photos, which have masks', () => {
    expect(Object.keys(result.dense ?? {})).toEqual(['segmentation', 'detection']);
    for (const found of Object.values(result.dense ?? {})) {
      expect(found).toMatchObject({ photos: 6, interval: [expect.any(Number), expect.any(Number)] });
      expect(found.base).toBeGreaterThan(0.2);
    }
    expect(result.examined).toContain('no-localisation');
    expect(readFileSync(out('report.html'), 'utf8')).toContain('<h2>Finding where it is</h2>');
  });

  test('names each stage once, with its time and memory', () => {
    const names = result.stages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['accept', 'plan', ...stagesOfJobs, 'verdict', 'smoke-test']));
    expect(new Set(names).size).toBe(names.length);
    for (const { name, seconds, peakMemoryBytes, reused } of result.stages) {
      expect({ name, reused, fits: seconds >= 0 && seconds <= result.seconds }).toEqual({
        name,
        reused: false,
        fits: true,
      });
      if (stagesOfJobs.includes(name) && process.platform === 'linux') expect(peakMemoryBytes).toBeGreaterThan(0);
    }
  });

  test('tells its progress on standard error', () => {
    expect(first.stderr).toMatch(/^ *train .* 30\/30 .*loss/m);
    expect(first.stderr).not.toContain('Warning');
  });

  test('leaves a whole result in --out, and nothing else', () => {
    expect(readdirSync(join(base, 'results'))).toEqual(['mug']);
    expect(readdirSync(out()).sort()).toEqual(resultFiles);
    expect(readdirSync(out('adapter')).sort()).toEqual(
      expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors', 'likeness.json']),
    );
    const report = readFileSync(out('report.html'), 'utf8');
    expect(report).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
  });

  test('leads to the adapter from wherever the caller stands, and the manifest from its own folder', () => {
    expect(isAbsolute(result.adapter.path) && isAbsolute(result.out)).toBe(true);
    expect(result.out).toBe(out());
    const weights = join(result.adapter.path, 'adapter_model.safetensors');
    expect(sha256Of(weights)).toBe(result.adapter.digest);
    const manifest = JSON.parse(readFileSync(out('manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ version: 1, run: result.run, adapter: { digest: result.adapter.digest } });
    expect(sha256Of(out(manifest.adapter.path, 'adapter_model.safetensors'))).toBe(result.adapter.digest);
    expect(manifest.photos.files).toHaveLength(3 + 6 + 24);
    expect(Object.keys(manifest.jobs).sort()).toEqual(['compose', 'represent']);
  });

  test('does each job once', () => {
    expect(attempts().map(({ runs }) => runs.map(({ exit }) => exit))).toEqual([[0], [0]]);
    expect(jobFaults(join(base, 'data'))).toEqual([]);
  });
});

describe('its adapter', () => {
  test('opens in stock peft and gives the vectors that embed prints, to 1e-5', async () => {
    const answer = JSON.parse(await embed('--adapter', result.adapter.path, ...photos()));
    expect(answer).toEqual({
      backbone: expect.stringMatching(/^[0-9a-f]{64}$/),
      adapter: result.adapter.digest,
      feature: 'cls',
      vectors: photos().map((file) => ({ file, vector: expect.any(Array) })),
    });
    const program = join(root, 'test', 'fixtures', 'peft_vectors.py');
    const stock = execFileSync(home.python, [program, home.backbone, result.adapter.path, ...photos()], {
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ours = answer.vectors.map(({ vector }: { vector: number[] }) => vector);
    const theirs: number[][] = JSON.parse(stock.toString());
    const apart = theirs.flatMap((vector, i) => vector.map((value, k) => Math.abs(value - ours[i][k])));
    expect(apart).toHaveLength(3 * 192);
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });

  test('gives the same bits each time, and others than the bare backbone', async () => {
    const with1 = await embed('--adapter', 'results/mug/adapter', 'photos/00.jpg');
    const with2 = await embed('--adapter', 'results/mug/adapter', 'photos/00.jpg');
    expect(with2).toBe(with1);
    const bare = JSON.parse(await embed('photos/00.jpg'));
    const personal = JSON.parse(with1);
    expect(bare).toMatchObject({ adapter: null, backbone: personal.backbone, vectors: [{ file: 'photos/00.jpg' }] });
    expect(bare.vectors[0].vector).not.toEqual(personal.vectors[0].vector);
  });
});

describe('the same command again', () => {
  let again: Printed;
  let before: ReturnType<typeof attempts>;

  beforeAll(async () => {
    before = attempts();
    again = printed(await likeness(command, { cwd: base }));
  }, runLimit);

  test('finds the finished jobs, and says which stages it reused', () => {
    expect(attempts()).toEqual(before);
    expect(again.stages.filter(({ reused }) => reused).map(({ name }) => name)).toEqual(stagesOfJobs);
  });

  test('gives the same adapter and verdict, in place of the earlier result', () => {
    const { name, digest } = result.adapter;
    expect(again.adapter).toMatchObject({ name, digest });
    expect(again.verdict).toEqual(result.verdict);
    expect(again.run).not.toBe(result.run);
    expect(readdirSync(join(base, 'results'))).toEqual(['mug']);
    expect(JSON.parse(readFileSync(out('manifest.json'), 'utf8'))).toMatchObject({ run: again.run });
  });
});
