import type { ExperimentResult, ExperimentRun } from '../../bin/experiment-result.ts';
import { experimentFiles } from '../../bin/report/experiment.ts';
import { sectionsOf } from '../../bin/report/experiment-sections.ts';
import { metrics } from '../fixtures/results.ts';

type Seen = Pick<ExperimentRun, 'diagnoses' | 'examined'>;

const run = (arm: string, seen: Seen, seed: number): ExperimentRun => ({
  id: `${arm}${seed}`,
  arm,
  subject: 'mug',
  category: 'mug',
  choice: 0,
  seed,
  references: ['00.jpg', '01.jpg', '02.jpg'],
  heldOut: 4,
  lookAlikes: 0,
  others: 20,
  otherSubjects: null,
  status: seen.diagnoses === null ? 'not run' : 'done',
  run: null,
  outcome: 'better',
  metrics,
  ...seen,
  stages: [],
  seconds: 1,
  peakMemoryBytes: null,
  error: null,
});

const result = (arms: Readonly<Record<string, readonly Seen[]>>): ExperimentResult => {
  const runs = Object.entries(arms).flatMap(([arm, seen]) => seen.map((one, seed) => run(arm, one, seed)));
  return {
    version: 1,
    name: 'tiny',
    question: 'Which arm lacks localisation?',
    preset: 'laptop',
    metrics: ['averagePrecisionOneReference'],
    axis: null,
    arms: Object.keys(arms).map((name) => ({ name, values: {} })),
    digest: '0',
    counts: { done: runs.length, failed: 0, 'not run': 0 },
    runs,
  };
};

test('diagnoses are counted by arm among the runs that could tell; a run that measured less is unknown', () => {
  const told = result({
    a: [
      { diagnoses: ['no-localisation'], examined: ['no-localisation', 'plateau'] },
      { diagnoses: [], examined: ['no-localisation'] },
      { diagnoses: [], examined: [] },
      { diagnoses: null, examined: [] },
    ],
    b: [{ diagnoses: ['plateau'], examined: ['plateau'] }],
  });
  const section = sectionsOf(told).find(({ title }) => title === 'Diagnoses');
  expect(section?.table).toEqual([
    ['arm', 'no-localisation', 'plateau'],
    ['a', '1 of 2', '0 of 1'],
    ['b', '-', '1 of 1'],
  ]);
  expect(experimentFiles(told).get('report.md')).toContain('| a | 1 of 2 | 0 of 1 |');
});

test('NDCG is said not to compare where arms have different numbers of references, and only there', () => {
  const told = result({ one: [], three: [] });
  const of = (values: readonly number[]): string => {
    const arms = told.arms.map(({ name }, index) => ({ name, values: { references: values[index] ?? 0 } }));
    const sections = sectionsOf({ ...told, metrics: ['ndcg', 'averagePrecisionOneReference'], arms });
    return sections
      .filter(({ text }) => text.includes('not comparable'))
      .map(({ title }) => title)
      .join();
  };
  expect([of([1, 3]), of([3, 3])]).toEqual(['NDCG', '']);
});
