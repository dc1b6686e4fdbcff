import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluationHtml } from '../../bin/report/evaluation.ts';
import { changesChart } from '../../bin/report/evaluation-chart.ts';
import { evaluationTable } from '../../bin/terminal/evaluation.ts';
import { bareEvaluation, evaluation } from '../fixtures/evaluations.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'likeness-evaluation-'));
  mkdirSync(join(folder, 'pictures'));
  for (const name of ['a', 'b']) writeFileSync(join(folder, 'pictures', `${name}.jpg`), name);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the table pairs base and personalized, with the interval of the difference', () => {
  const lines = evaluationTable(evaluation()).split('\n');
  expect(lines.find((line) => line.startsWith('classification'))).toMatch(
    /^classification, average precision +0\.500 +0\.750 +\+0\.250 +\+0\.150 to \+0\.350$/,
  );
  expect(lines.find((line) => line.startsWith('detection'))).toMatch(/0\.250 +0\.125 +-0\.125/);
  expect(lines.find((line) => line.startsWith('pose'))).toMatch(/^pose: classification, .* 0\.300 +0\.400/);
  expect(lines.find((line) => line.startsWith('over'))).toMatch(
    /2 instances of the test split, gallery of 9 .* 6 test pictures of all; 1 adapter, none for <hat>/,
  );
  expect(lines.some((line) => line.includes('other splits: pan'))).toBe(true);
});

test('the table of a bare backbone has its own interval and nothing to compare', () => {
  expect(evaluationTable(bareEvaluation())).toMatch(
    /classification, average precision +0\.500 +- +- +0\.400 to 0\.600\n/,
  );
});

test('the page needs nothing else, and no name gets into its markup', async () => {
  const html = await evaluationHtml(evaluation(), folder);
  expect(html).not.toMatch(/https?:|<script|<hat>|src="(?!data:)/);
  expect(html.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(2);
  for (const said of [
    '+0.250',
    '+0.150 to +0.350',
    'pose: classification',
    '&#60;hat&#62;',
    '1024 pixels',
    'b'.repeat(12),
  ])
    expect(html).toContain(said);
});

test('the page of a bare backbone has no pictures, shifts or differences', async () => {
  const html = await evaluationHtml(bareEvaluation(), folder);
  expect(html).not.toMatch(/Under each shift|Found in pictures|NaN|undefined|null/);
  expect(html).toContain('0.400 to 0.600');
});

test('the chart has the largest gain first and those without an adapter last', () => {
  const changes = [
    { instance: 'bare', base: 0.9, personalized: null },
    { instance: 'lost', base: 0.5, personalized: 0.4 },
    { instance: 'won', base: 0.1, personalized: 0.8 },
  ];
  const names = [...changesChart(changes).matchAll(/text-anchor="end">(\w+)</g)].map(([, name]) => name);
  expect(names).toEqual(['won', 'lost', 'bare']);
});
