import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installation, pythonEnvironment } from '../../lib/local/installation.ts';
import { type Ended, root, samples, start } from '../fixtures/command.ts';

const program = join(root, 'bin', 'likeness.ts');
const place = installation();
const run = (...args: string[]) => start(['evaluate', ...args], { program });
const subjects = ['blossom-teapot', 'sunrise-mug', 'tin-robot'];

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-evaluate-'));
  for (const subject of subjects) copySubject(subject);
  const adapter = join(base, 'adapters', 'sunrise-mug');
  const maker = join(root, 'test', 'python', 'make_adapter.py');
  execFileSync(place.python, [maker, place.backbone, adapter], { env: pythonEnvironment(place), stdio: 'ignore' });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Two reference photos and two held-out ones with their masks, as a dataset has them. */
function copySubject(subject: string): void {
  for (const [part, role] of [
    ['train', 'reference'],
    ['test', 'held-out'],
  ] as const) {
    const from = join(samples, subject, role);
    const photos = readdirSync(from).filter((name) => name.endsWith('.jpg'));
    const masked = photos.filter((name) => existsSync(join(from, name.replace('.jpg', '.mask.png'))));
    for (const [kind, ending, extension] of [
      [part, '.jpg', '.jpg'],
      [`${part}_masks`, '.mask.png', '.png'],
    ] as const) {
      const folder = join(base, 'dataset', kind, subject);
      mkdirSync(folder, { recursive: true });
      for (const name of masked.sort().slice(0, 2))
        cpSync(join(from, name.replace('.jpg', ending)), join(folder, name.replace('.jpg', extension)));
    }
  }
}

const asked = (out: string): string[] => [
  ...['--dataset', join(base, 'dataset'), '--backbone', 'tiny-vit', '--adapters', join(base, 'adapters')],
  ...['--split', 'all', '--threads', '1', '--data', join(base, 'data'), '--out', join(base, out), '--json'],
];
const dense = ['--tasks', 'classification,retrieval,detection,segmentation', '--side', '224'];
const failure = ({ status, stdout }: Ended) => ({
  status,
  ...(JSON.parse(stdout) as { error: { code: string; message: string } }).error,
});

test('evaluates the backbone that ships and an adapter; the same command again computes nothing', async () => {
  const first = await run(...asked('first'), ...dense).ended;
  expect(first).toMatchObject({ status: 0, stderr: expect.stringMatching(/estimate {2}vectors of 12 pictures by 2/) });
  const document = JSON.parse(first.stdout);
  expect(document).toMatchObject({
    ...{ version: 1, dataset: 'dataset', withoutAdapter: ['blossom-teapot', 'tin-robot'], out: join(base, 'first') },
    counts: { instances: 3, galleryPictures: 6, testPictures: 6 },
    results: ['classification', 'retrieval', 'detection', 'segmentation'].map((task) => ({
      task,
      instances: subjects.map((instance) => ({ instance })),
    })),
  });
  for (const file of ['report.html', 'results.json', 'instances.csv', 'vectors.json', 'predictions.json'])
    expect(existsSync(join(base, 'first', file))).toBe(true);

  const second = await run(...asked('second'), ...dense).ended;
  expect(second.status).toBe(0);
  expect(second.stderr).not.toMatch(/estimate/);
  const bytes = (out: string) => readFileSync(join(base, out, 'results.json'), 'utf8');
  expect(bytes('second')).toBe(bytes('first'));
});

test('broken off by Ctrl-C it leaves nothing half-written', async () => {
  const data = ['--data', join(base, 'fresh')];
  const running = run(...asked('broken'), ...data);
  await running.shown(/vectors/);
  running.child.kill('SIGINT');
  expect(failure(await running.ended)).toMatchObject({ status: 2, code: 'Interrupted' });
  expect(readdirSync(base).filter((name) => name.includes('broken'))).toEqual([]);
  expect((await run(...asked('broken'), ...data).ended).status).toBe(0);
});

test('says in one line what is wrong with the adapters', async () => {
  const own = join(base, 'wrong');
  cpSync(join(base, 'adapters', 'sunrise-mug'), join(own, 'sunset-mug'), { recursive: true });
  const ended = await run(...asked('refused'), '--adapters', own).ended;
  expect(failure(ended)).toMatchObject({
    ...{ status: 2, code: 'AdapterInvalid', fault: 'user' },
    message: expect.stringContaining('sunset-mug is the name of no instance'),
  });
  expect(readdirSync(base).filter((name) => name.includes('refused'))).toEqual([]);
});
