import fc from 'fast-check';
import type { RunDetail } from '../../clients/typescript/src/index.ts';
import { type ShownGraph, shownGraph, type Workflow } from '../../console/src/run/workflow/graph.ts';
import { arrowHead, lineThrough, pictureOf } from '../../console/src/run/workflow/layout.ts';
import { isUnderWay, shownStatus, summaryOf, timeIn } from '../../console/src/run/workflow/states.ts';
import type { StateVisit } from '../../lib/domain/state-visits.ts';
import { graphOf } from '../../lib/domain/workflow-graph.ts';
import { progressOf } from '../../lib/domain/workflow-progress.ts';

const job = (name: string, next: object, caught: object = { Catch: [{ Next: 'Fail' }] }) => ({
  [`Prepare${name}`]: { Type: 'Task', Next: `Is${name}Prepared`, ...caught },
  [`Is${name}Prepared`]: { Type: 'Choice', Choices: [{ Next: `${name}Finished` }], Default: `Train${name}` },
  [`Train${name}`]: { Type: 'Task', Next: `Settle${name}`, Catch: [{ Next: `Settle${name}` }] },
  [`Settle${name}`]: { Type: 'Task', Next: `Is${name}Settled`, ...caught },
  [`Is${name}Settled`]: { Type: 'Choice', Choices: [{ Next: `${name}Finished` }], Default: `Prepare${name}` },
  [`${name}Finished`]: { Type: 'Pass', ...next },
});

/** As a run's workflow is made, with fewer states. */
const graph = graphOf({
  StartAt: 'Plan',
  States: {
    Plan: { Type: 'Task', Next: 'NeedsPriors', Catch: [{ Next: 'Fail' }] },
    NeedsPriors: { Type: 'Choice', Choices: [{ Next: 'PreparePriors' }], Default: 'NoPriors' },
    NoPriors: { Type: 'Pass', Next: 'Synthesize' },
    ...job('Priors', { Next: 'Synthesize' }),
    Synthesize: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'NeedsGeneration',
          States: {
            NeedsGeneration: { Type: 'Choice', Choices: [{ Next: 'PrepareGenerate' }], Default: 'NoGeneration' },
            NoGeneration: { Type: 'Pass', End: true },
            ...job('Generate', { End: true }, {}),
          },
        },
        { StartAt: 'PrepareCompose', States: job('Compose', { End: true }, {}) },
      ],
      Next: 'Verdict',
      Catch: [{ Next: 'Fail' }],
    },
    Verdict: { Type: 'Task', Next: 'Succeeded', Catch: [{ Next: 'Fail' }] },
    Fail: { Type: 'Task', Next: 'Failed' },
    Succeeded: { Type: 'Succeed' },
    Failed: { Type: 'Fail' },
  },
} as never);

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** A state from one second to another; `!` before its name says that it failed, and no second one that it is in it. */
function visit([named, from, to]: readonly [string, number, number?]): StateVisit {
  const status = named.startsWith('!') ? 'failed' : to === undefined ? 'running' : 'succeeded';
  const times = { enteredAt: at(from), exitedAt: to === undefined ? null : at(to) };
  return { state: named.replace('!', ''), ...times, status, attempts: 1, error: status === 'failed' ? 'E' : null };
}

const workflowOf = (visits: readonly (readonly [string, number, number?])[], over = false): Workflow => ({
  start: graph.start,
  states: progressOf(graph, visits.map(visit), over),
  edges: [...graph.edges],
});

const told = ({ links }: ShownGraph, way: string): string[] =>
  links.filter((link) => link.way === way).map(({ from, to, error }) => `${from} ${error ? '!' : '>'} ${to}`);

const compose = (from: number) =>
  [
    ['PrepareCompose', from, from],
    ['IsComposePrepared', from, from],
    ['TrainCompose', from, from + 5],
    ['SettleCompose', from + 5, from + 6],
    ['IsComposeSettled', from + 6, from + 6],
    ['ComposeFinished', from + 6, from + 6],
  ] as const;

const composed = [
  ...([
    ['Plan', 0, 1],
    ['NeedsPriors', 1, 1],
    ['NoPriors', 1, 1],
    ['Synthesize', 1, 7],
  ] as const),
  ...([
    ['NeedsGeneration', 1, 1],
    ['NoGeneration', 1, 1],
  ] as const),
  ...compose(1),
  ...([
    ['Verdict', 7, 8],
    ['Succeeded', 8, 8],
  ] as const),
] as const;

describe("a workflow's graph", () => {
  test('goes past the states that are its own affair, and shows the way that was taken', () => {
    const shown = shownGraph(workflowOf(composed, true), false);
    expect(shown.states.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Plan',
        'TrainPriors',
        'Synthesize',
        'TrainGenerate',
        'TrainCompose',
        'Verdict',
        'Succeeded',
      ]),
    );
    expect(shown.states).toHaveLength(7);
    expect(told(shown, 'taken').toSorted()).toEqual([
      'Plan > Synthesize',
      'Synthesize > TrainCompose',
      'TrainCompose > Verdict',
      'Verdict > Succeeded',
    ]);
    expect(told(shown, 'passed').toSorted()).toEqual([
      'Plan > TrainPriors',
      'Synthesize > TrainGenerate',
      'TrainGenerate > Verdict',
      'TrainPriors > Synthesize',
    ]);
  });

  test('shows what may still come, of a branch that waits for another as well', () => {
    const visits = [
      ...composed.slice(0, 4).map((one) => (one[0] === 'Synthesize' ? (['Synthesize', 1] as const) : one)),
      ...compose(1),
      ...([
        ['NeedsGeneration', 1, 1],
        ['PrepareGenerate', 1, 1],
      ] as const),
      ...([
        ['IsGeneratePrepared', 1, 1],
        ['TrainGenerate', 1],
      ] as const),
    ];
    const shown = shownGraph(workflowOf(visits), false);
    expect(told(shown, 'ahead').toSorted()).toEqual([
      'TrainCompose > Verdict',
      'TrainGenerate > Verdict',
      'Verdict > Succeeded',
    ]);
    expect(told(shown, 'taken')).toContain('Synthesize > TrainGenerate');
  });

  test('has what follows an error once there was one', () => {
    const failed = [
      ['Plan', 0, 1],
      ['NeedsPriors', 1, 1],
      ['PreparePriors', 1, 1],
      ['IsPriorsPrepared', 1, 1],
    ] as const;
    const ends = [
      ['!TrainPriors', 1, 4],
      ['!SettlePriors', 4, 5],
      ['Fail', 5, 6],
      ['!Failed', 6, 6],
    ] as const;
    const shown = shownGraph(workflowOf([...failed, ...ends], true), false);
    expect(told(shown, 'taken')).toEqual(['Plan > TrainPriors', 'TrainPriors ! Fail', 'Fail > Failed']);
    expect(shownGraph(workflowOf(composed, true), true).states.map(({ name }) => name)).not.toContain('Fail');
  });

  test('of every state tells a job that was tried once from one that was tried again', () => {
    const once = told(shownGraph(workflowOf(composed, true), true), 'taken');
    expect(once).not.toContain('IsComposeSettled > PrepareCompose');
    expect(once).not.toContain('IsComposePrepared > ComposeFinished');
    const twice = [...composed.slice(0, 6), ...compose(1).slice(0, 5), ...compose(7), ['Verdict', 14]] as const;
    expect(told(shownGraph(workflowOf(twice), true), 'taken')).toContain('IsComposeSettled > PrepareCompose');
  });

  const begun = fc.tuple(fc.nat({ max: composed.length }), fc.boolean(), fc.boolean());
  const shownOf = ([count, over, every]: [number, boolean, boolean]) =>
    shownGraph(workflowOf(composed.slice(0, count), over), every);

  test('is of one piece at any time', () => {
    fc.assert(
      fc.property(begun, (when) => {
        const { states, links } = shownOf(when);
        const names = new Set(states.map(({ name }) => name));
        const reached = new Set(['Plan']);
        for (const name of reached) for (const { from, to } of links) if (from === name) reached.add(to);
        expect(reached).toEqual(names);
        expect(links.every(({ from, to }) => from !== to)).toBe(true);
        expect(new Set(links.map(({ from, to }) => `${from} ${to}`)).size).toBe(links.length);
      }),
    );
  });

  test('is drawn without states over each other, in the order in which they are read', () => {
    fc.assert(
      fc.property(begun, (when) => {
        const shown = shownOf(when);
        const { width, height, states, links } = pictureOf(
          shown,
          ({ label }) => ({
            width: 100,
            height: label ? 60 : 40,
          }),
          10,
        );
        for (const [place, one] of states.entries()) {
          expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
          for (const other of states.slice(place + 1)) {
            const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
            expect(beside || one.y + one.height <= other.y).toBe(true);
          }
        }
        expect(states[0]?.state.name).toBe('Plan');
        for (const { points } of links) expect(points.length).toBeGreaterThan(1);
      }),
      { numRuns: 30 },
    );
  });
});

test('a line goes from its first point to its last, and its head points where it ends', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 10 },
    { x: 10, y: 20 },
    { x: 10, y: 40 },
  ] as const;
  expect(lineThrough(points)).toBe('M 0.0 0.0 Q 0.0 10.0 5.0 15.0 Q 10.0 20.0 10.0 30.0 L 10.0 40.0');
  expect(arrowHead(points)).toBe('M 10.0 40.0 L 5.0 31.0 L 15.0 31.0 Z');
  expect([lineThrough([]), arrowHead([])]).toEqual(['', '']);
});

describe('a state', () => {
  const { states } = workflowOf([
    ['Plan', 0, 0],
    ['NeedsPriors', 0],
  ]);
  const stateOf = (name: string) => states.find((state) => state.name === name) as Workflow['states'][number];

  test('takes as long as it was in it, or is by now', () => {
    expect(timeIn(stateOf('Plan'), 0)).toBe('< 1 s');
    expect(timeIn(stateOf('NeedsPriors'), Date.parse(at(75)))).toBe('1 min 15 s');
    expect(timeIn(stateOf('Verdict'), 0)).toBeNull();
  });

  test('whose job had its result from an earlier run was not just skipped', () => {
    const skipped = workflowOf(composed, true).states.find(({ name }) => name === 'TrainGenerate');
    const stages = [{ stage: 'generate', status: 'reused' }] as RunDetail['stages'];
    expect(shownStatus(skipped as never, []).text).toBe('Skipped');
    expect(shownStatus(skipped as never, stages).text).toBe('Found finished');
  });

  test('is counted in the sentence that says what the picture shows', () => {
    expect(summaryOf(states.slice(0, 2))).toContain(
      '2 states from top to bottom: 1 running, 1 succeeded. Under way: NeedsPriors.',
    );
    expect(isUnderWay(workflowOf([]))).toBe(true);
    expect(isUnderWay(workflowOf(composed, true))).toBe(false);
  });
});
