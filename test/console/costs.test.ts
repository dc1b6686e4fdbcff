import type { RunDetail } from '../../clients/typescript/src/index.ts';
import { costRows, isFree, totalOf } from '../../console/src/run/costs/rows.ts';
import { roughly, runLeft } from '../../console/src/run/run-left.ts';

const now = Date.parse('2026-01-01T00:01:00Z');
const stage = (name: string, status: string, seconds: number, instance = 'local') => ({
  ...{ stage: name, status, seconds, instance, usdMicros: instance === 'local' ? 0 : seconds * 100 },
  startedAt: new Date(now - seconds * 1000).toISOString(),
});
const estimateOf = (seconds: Readonly<Record<string, number | null>>, instance = 'local') => ({
  stages: Object.entries(seconds).map(([name, value]) => ({
    ...{ stage: name, seconds: value, instance },
    usdMicros: value === null ? null : value * 100,
  })),
});
const runOf = (estimate: object | null, ...stages: object[]) =>
  ({ stages, estimate, cost: { spent: 0, estimate: 0, limit: null } }) as unknown as RunDetail;

describe('what a run comes to', () => {
  test("is time on one's own machine, and money where any job has a price", () => {
    const composed = stage('compose', 'succeeded', 5);
    expect(isFree(runOf(estimateOf({ represent: 9 }), composed))).toBe(true);
    expect(isFree(runOf(estimateOf({ represent: 9 }, 'ml.g5.xlarge'), composed))).toBe(false);
    expect(isFree(runOf(null, composed))).toBe(true);
    expect(isFree(runOf(null))).toBe(false);
  });

  test('is told by stage in the order of the workflow, with those that did not begin', () => {
    const estimate = estimateOf({ priors: 50, compose: 4, represent: 9 });
    const run = runOf(estimate, stage('compose', 'running', 5), stage('priors', 'reused', 0));
    expect(costRows(run, true, now + 2_000)).toEqual([
      { stage: 'priors', status: 'reused', spent: 0, estimate: 50 },
      { stage: 'compose', status: 'running', spent: 7, estimate: 4 },
      { stage: 'represent', status: 'waiting', spent: 0, estimate: 9 },
    ]);
  });

  test('is told of the stages that began, where there is no estimate', () => {
    expect(costRows(runOf(null, stage('compose', 'succeeded', 5, 'ml.c7i.xlarge')), false, now)).toEqual([
      { stage: 'compose', status: 'succeeded', spent: 500, estimate: null },
    ]);
  });

  test('has no sum where a part is not known', () => {
    expect([totalOf([1, 2]), totalOf([]), totalOf([1, null])]).toEqual([3, 0, null]);
  });
});

describe('how long a run still takes', () => {
  const noPace = () => null;
  const left = (stages: readonly object[], step: () => number | null = noPace) =>
    runLeft(runOf(estimateOf({ priors: 50, generate: 40, compose: 4, represent: 60 }), ...stages), step, now);

  test('is what the estimate says of the rest, of two stages at once the longer', () => {
    expect(left([])).toEqual({ seconds: 150, late: false });
    expect(
      left([stage('priors', 'reused', 0), stage('generate', 'running', 10), stage('compose', 'running', 1)]),
    ).toEqual({ seconds: 90, late: false });
  });

  test('goes by the pace that the run has shown on the same kind of machine', () => {
    expect(left([stage('priors', 'succeeded', 100)])?.seconds).toBe(200);
    expect(left([stage('priors', 'succeeded', 100, 'ml.g5.xlarge')])?.seconds).toBe(100);
  });

  test('is never nothing while a stage runs, and says when that is late', () => {
    const done = ['priors', 'generate', 'compose'].map((name) => stage(name, 'reused', 0));
    const late = [...done, stage('represent', 'running', 90)];
    expect(left(late)).toEqual({ seconds: 9, late: true });
    expect(left(late, () => 30)).toEqual({ seconds: 30, late: true });
    expect(left([...done, stage('represent', 'succeeded', 90)])?.seconds).toBe(0);
  });

  test('is not known without an estimate, or without its seconds', () => {
    expect(runLeft(runOf(null), noPace, now)).toBeNull();
    expect(runLeft(runOf(estimateOf({ represent: null })), noPace, now)).toBeNull();
  });

  test('is told no more exactly than it can be known', () => {
    expect([1, 14, 84, 130, 400, 3599].map(roughly)).toEqual([10, 10, 80, 120, 420, 3600]);
  });
});
