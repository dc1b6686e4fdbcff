import fc from 'fast-check';
import { isFinal, isRunStatus, mayFollow, type RunStatus, runStatuses } from '../../lib/domain/run.ts';

const status = fc.constantFrom(...runStatuses);
const final: readonly RunStatus[] = ['succeeded', 'kept-base', 'failed', 'cancelled'];

test('the last four states are final', () => {
  expect(runStatuses.filter(isFinal)).toEqual(final);
  expect(runStatuses.slice(-final.length)).toEqual(final);
});

test('only the names of states are states', () => {
  expect(runStatuses.every(isRunStatus)).toBe(true);
  expect(['', 'Queued', 'toString', undefined, null, 0].some(isRunStatus)).toBe(false);
});

test('a run passes through its states in order', () => {
  const way = runStatuses.filter((one) => !isFinal(one));
  expect(way).toEqual(['queued', 'validating', 'generating', 'training', 'evaluating', 'deploying']);
  for (const [index, next] of way.slice(1).entries()) expect(mayFollow(way[index] as RunStatus, next)).toBe(true);
});

test('no state follows a final one but itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...final), status, (before, after) => {
      expect(mayFollow(before, after)).toBe(before === after);
    }),
  );
});

test('every end can follow every state that is not one', () => {
  fc.assert(
    fc.property(status, fc.constantFrom(...final), (before, after) => {
      fc.pre(!isFinal(before));
      expect(mayFollow(before, after)).toBe(true);
    }),
  );
});

test('a repeat is allowed, a way back is not', () => {
  fc.assert(
    fc.property(status, status, (a, b) => {
      expect(mayFollow(a, a)).toBe(true);
      if (a !== b) expect(mayFollow(a, b) && mayFollow(b, a)).toBe(false);
    }),
  );
});

test('what may follow in two steps may follow in one', () => {
  fc.assert(
    fc.property(status, status, status, (a, b, c) => {
      if (mayFollow(a, b) && mayFollow(b, c)) expect(mayFollow(a, c)).toBe(true);
    }),
  );
});
