import { resultTable } from '../../bin/terminal/table.ts';
import { documents, generatedRun } from '../fixtures/generations.ts';
import { handlerHome } from '../fixtures/handlers.ts';
import { result } from '../fixtures/results.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const linesOf = async (told = documents()) => resultTable((await generatedRun(home, told)).result).split('\n');

test('the table of a run with a generator says how its images were made and what that cost', async () => {
  const lines = await linesOf();
  expect(lines.filter((line) => /^(captions|checker|judging|priors|training|sampling) {1,}/.test(line))).toEqual(
    expect.arrayContaining([
      'captions  made by the built-in grammar',
      'checker   none: the generator has none',
      'judging   the generator never saw a held-out photo',
      'priors    1 class images, 1 negatives, 1 backgrounds, reused, 9.5 s',
      'training  120 steps of DreamBooth, 1.02 s a step, 3.9 images/s',
      'sampling  2 images, 0.80 images/s',
    ]),
  );
  expect(lines.some((line) => line.startsWith('generator tiny-sd, '))).toBe(true);
});

test('it has a row for each source, in columns', async () => {
  const lines = await linesOf();
  const at = lines.findIndex((line) => line.startsWith('source '));
  const rows = lines.slice(at, at + 5);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ['source', 'images', 'kept', 'fidelity', 'of kept', 'Vendi', 'coverage'],
    ['DreamBooth', '2', '1', '0.41', '0.66', '1.5', '50 %'],
    ['Cut-and-Paste', '1', '1', '0.41', '0.66', '1.5', '50 %'],
    ['Augmented photos', '1', '1', '-', '-', '1.5', '-'],
    ['Generated negatives', '1', '1', '0.02', '0.66', '1.5', '50 %'],
  ]);
});

test('it tells the stages of jobs apart that have one name', async () => {
  const names = (await linesOf()).map((line) => line.split(/ {2,}/)[0]);
  expect(names).toEqual(expect.arrayContaining(['dreambooth train', 'train', 'priors negatives (reused)']));
});

test('it says what fell short, on one line each', () => {
  const shortfalls = [{ source: 'dreambooth', message: 'No DreamBooth image\nwas made.' }];
  expect(resultTable(result({ shortfalls })).split('\n')).toContain('shortfall No DreamBooth image was made.');
});

test('it is as ever for a run without a generator', () => {
  expect(resultTable(result())).not.toMatch(/^(generator|captions|priors|source|shortfall)/m);
});
