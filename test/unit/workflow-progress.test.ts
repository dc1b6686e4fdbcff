import type { StateVisit } from '../../lib/domain/state-visits.ts';
import { graphOf } from '../../lib/domain/workflow-graph.ts';
import { progressOf } from '../../lib/domain/workflow-progress.ts';
import { machine } from '../workflow/machines.ts';

/** A part of the real one: a choice, two branches of which one has a loop, and errors that are caught. */
const definition = machine({
  Accept: { Type: 'Task', Resource: 'a', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Fail' }] },
  Needs: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Priors' }], Default: 'NoPriors' },
  Priors: { Type: 'Pass', Next: 'Synthesize' },
  NoPriors: { Type: 'Pass' },
  Synthesize: {
    Type: 'Parallel',
    Branches: [
      machine({
        Left: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Draw' }], Default: 'Nothing' },
        Draw: { Type: 'Pass', End: true },
        Nothing: { Type: 'Pass' },
      }),
      machine({
        Prepare: { Type: 'Pass' },
        Settled: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Prepare' }], Default: 'Done' },
        Done: { Type: 'Pass' },
      }),
    ],
    Next: 'End',
  },
  End: { Type: 'Succeed' },
  Fail: { Type: 'Fail', Error: 'E' },
});
const graph = graphOf(definition);

const visit = (
  state: string,
  status: StateVisit['status'] = 'succeeded',
  change: Partial<StateVisit> = {},
): StateVisit => ({
  ...{ state, status, enteredAt: '2026-01-31T12:00:00.000Z', attempts: 1, error: null },
  exitedAt: status === 'running' || status === 'stopped' ? null : '2026-01-31T12:00:01.000Z',
  ...change,
});
const statuses = (visits: readonly StateVisit[], over = false) =>
  Object.fromEntries(progressOf(graph, visits, over).map(({ name, status }) => [name, status]));

test('a graph has what follows what, also after errors, and where branches begin', () => {
  expect(graph.start).toBe('Accept');
  expect(graph.edges).toEqual(
    expect.arrayContaining([
      { from: 'Accept', to: 'Needs', on: 'next' },
      { from: 'Accept', to: 'Fail', on: 'error' },
      { from: 'Needs', to: 'Priors', on: 'next' },
      { from: 'Needs', to: 'NoPriors', on: 'next' },
      { from: 'Synthesize', to: 'Left', on: 'branch' },
      { from: 'Synthesize', to: 'Prepare', on: 'branch' },
      { from: 'Settled', to: 'Prepare', on: 'next' },
    ]),
  );
  const within = Object.fromEntries(graph.states.map((state) => [state.name, state.within]));
  expect([within.Accept, within.Draw, within.Settled]).toEqual([
    null,
    { state: 'Synthesize', branch: 0 },
    { state: 'Synthesize', branch: 1 },
  ]);
});

test('before it begins everything may come that no error leads to', () => {
  const { Fail, ...rest } = statuses([]);
  expect(Fail).toBe('skipped');
  expect(new Set(Object.values(rest))).toEqual(new Set(['waiting']));
});

test('what a choice went past is skipped, and what comes after where it is still waits', () => {
  expect(statuses([visit('Accept'), visit('Needs'), visit('NoPriors', 'running')])).toMatchObject({
    ...{ Accept: 'succeeded', Priors: 'skipped', NoPriors: 'running', Synthesize: 'waiting', Left: 'waiting' },
    ...{ Draw: 'waiting', Done: 'waiting', End: 'waiting' },
  });
});

test('within branches each is where it is', () => {
  const before = ['Accept', 'Needs', 'NoPriors'].map((name) => visit(name));
  const inside = [visit('Synthesize', 'running'), visit('Left'), visit('Nothing'), visit('Prepare', 'running')];
  expect(statuses([...before, ...inside])).toMatchObject({
    ...{ Draw: 'skipped', Nothing: 'succeeded', Prepare: 'running', Settled: 'waiting', Done: 'waiting' },
    End: 'waiting',
  });
});

test('between two states nothing is forgotten', () => {
  expect(statuses([visit('Accept')])).toMatchObject({ Needs: 'waiting', Priors: 'waiting', End: 'waiting' });
});

test('after its end nothing waits any more', () => {
  const found = statuses([visit('Accept', 'failed', { error: 'TooFewPhotos' }), visit('Fail', 'failed')], true);
  expect(found).toMatchObject({ Accept: 'failed', Needs: 'skipped', End: 'skipped', Fail: 'failed' });
});

test('a state that was entered more than once has the times of all and the end of the last', () => {
  const again = [
    visit('Prepare', 'failed', { attempts: 2, error: 'Boom' }),
    visit('Prepare', 'succeeded', { enteredAt: '2026-01-31T13:00:00.000Z', exitedAt: '2026-01-31T13:00:09.000Z' }),
  ];
  expect(progressOf(graph, again, true).find(({ name }) => name === 'Prepare')).toMatchObject({
    ...{ status: 'succeeded', visits: 2, attempts: 3, error: null },
    ...{ enteredAt: '2026-01-31T12:00:00.000Z', exitedAt: '2026-01-31T13:00:09.000Z' },
  });
});
