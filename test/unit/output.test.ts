import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkOutput, writeOutput } from '../../bin/output.ts';
import type { ReportInput } from '../../bin/report/report.ts';
import { dataPrefix, manifestUri } from '../../lib/domain/keys.ts';
import { handlerHome, run } from '../fixtures/handlers.ts';
import { finishRun, jobs, photos, result } from '../fixtures/results.ts';

let home: ReturnType<typeof handlerHome>;
let input: ReportInput;
let out: string;
beforeEach(async () => {
  home = handlerHome();
  input = await finishRun(home);
  out = join(home.root, 'results', 'mug');
});
afterEach(() => home.close());

const files = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
const beside = (): string[] => readdirSync(dirname(out));
const read = (name: string): string => readFileSync(join(out, name), 'utf8');

function put(name: string, content = 'mine'): void {
  mkdirSync(dirname(join(out, name)), { recursive: true });
  writeFileSync(join(out, name), content);
}

const whole = [
  'adapter',
  'adapter/adapter_config.json',
  'adapter/adapter_model.safetensors',
  'manifest.json',
  'report.html',
];

describe('a result', () => {
  test('is the adapter, the report and the manifest, in a folder that is made', async () => {
    await writeOutput(out, input);
    expect(files(out)).toEqual(whole);
    expect(beside()).toEqual(['mug']);
    expect(read('adapter/adapter_model.safetensors')).toBe('weights');
    expect(read('report.html')).toMatch(/^<!doctype html>/);
  });

  test("has a manifest of what went in and what came out: the result, the photos' digests, both jobs", async () => {
    await writeOutput(out, input);
    expect(JSON.parse(read('manifest.json'))).toEqual({
      ...JSON.parse(JSON.stringify(result())),
      photos: {
        ...result().photos,
        files: photos.map(({ id, role, name, sha256 }) => ({ id, role, name, sha256 })),
      },
      jobs: {
        compose: await home.read(manifestUri(run, jobs.compose)),
        represent: await home.read(manifestUri(run, jobs.represent)),
      },
    });
  });

  test('replaces an earlier one whole', async () => {
    await writeOutput(out, input);
    put('adapter/of-the-earlier.bin');
    await writeOutput(out, { ...input, result: result({ category: 'cup' }) });
    expect(files(out)).toEqual(whole);
    expect(beside()).toEqual(['mug']);
    expect(JSON.parse(read('manifest.json')).category).toBe('cup');
  });

  test('replaces one that a file manager has looked into', async () => {
    await writeOutput(out, input);
    put('.DS_Store');
    await checkOutput(out);
    await writeOutput(out, input);
    expect(files(out)).toEqual(whole);
  });

  test('that a killed command had set aside is put back, and what it had begun is taken away', async () => {
    await writeOutput(out, input);
    const dead = spawnSync('true').pid;
    renameSync(out, join(dirname(out), `.mug.${dead}.earlier`));
    mkdirSync(join(dirname(out), `.mug.${dead}.partial`));
    await expect(writeOutput(out, { ...input, jobs: { ...jobs, represent: '0'.repeat(32) } })).rejects.toThrow();
    expect(beside()).toEqual(['mug']);
    expect(files(out)).toEqual(whole);
  });

  test('goes into an empty folder', async () => {
    mkdirSync(out, { recursive: true });
    await writeOutput(out, input);
    expect(files(out)).toEqual(whole);
  });

  test('in place of a link leaves what the link led to', async () => {
    const elsewhere = join(home.root, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(dirname(out));
    symlinkSync(elsewhere, out);
    await writeOutput(out, input);
    expect(files(out)).toEqual(whole);
    expect(files(elsewhere)).toEqual([]);
  });
});

describe('a folder is refused that', () => {
  const refused = { code: 'OutputNotEmpty', fault: 'user', message: expect.stringContaining('--out') };

  test.each<[string, string[]]>([
    ['holds something else', ['notes.txt']],
    ['holds a manifest.json of something else', ['manifest.json', 'index.html']],
    ['holds a result and something else beside it', ['manifest.json', 'report.html', 'adapter/a.bin', 'notes.txt']],
    ['holds parts of a result without its manifest', ['report.html']],
    ['holds a repository', ['.git/config']],
  ])('%s', async (_, names) => {
    for (const name of names) put(name);
    await expect(checkOutput(out)).rejects.toMatchObject(refused);
    await expect(writeOutput(out, input)).rejects.toMatchObject(refused);
    for (const name of names) expect(read(name)).toBe('mine');
    expect(beside()).toEqual(['mug']);
  });

  test('is the current one, or one above it', async () => {
    for (const folder of ['.', '..', process.cwd()]) {
      await expect(checkOutput(folder)).rejects.toMatchObject({
        code: 'OutputNotEmpty',
        message: expect.stringMatching(/where you stand/),
      });
    }
  });

  test('is a file', async () => {
    mkdirSync(dirname(out));
    writeFileSync(out, 'mine');
    await expect(checkOutput(out)).rejects.toMatchObject(refused);
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });
});

test.each([
  ['is not there', () => {}],
  ['is empty', () => mkdirSync(out, { recursive: true })],
])('a folder that %s is taken', async (_, make) => {
  make();
  await expect(checkOutput(out)).resolves.toBeUndefined();
});

describe('when a step fails', () => {
  test.each([
    ['the report', () => `${dataPrefix(run, jobs.represent)}evaluation.json`],
    ['the manifest', () => manifestUri(run, jobs.compose)],
  ])('(%s) nothing half-written is left', async (_, missing) => {
    await home.ports.objects.delete(missing());
    await expect(writeOutput(out, input)).rejects.toMatchObject({ code: 'ObjectNotFound' });
    expect(beside()).toEqual([]);
  });

  test('the earlier result stays as it was', async () => {
    await writeOutput(out, input);
    const before = files(out).map((name) => [name, name === 'adapter' ? '' : read(name)]);
    await home.ports.objects.delete(manifestUri(run, jobs.represent));
    await expect(writeOutput(out, input)).rejects.toMatchObject({ code: 'ObjectNotFound' });
    expect(files(out).map((name) => [name, name === 'adapter' ? '' : read(name)])).toEqual(before);
    expect(beside()).toEqual(['mug']);
  });
});
