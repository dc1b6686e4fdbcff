import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import { type Arm, armsOf, experimentSchema } from '../../lib/domain/experiment.ts';
import { type Design, lanesOf, runsOf, type SubjectPhotos } from '../../lib/domain/experiment-runs.ts';
import { ulidOf } from '../../lib/local/experiment-items.ts';

const subject = (name: string, count = 6, heldOut = 0, category = name): SubjectPhotos => {
  const photo = (text: string) => ({ name: text, sha256: sha256(`${name} ${text}`), maskSha256: null });
  return {
    name,
    category,
    photos: Array.from({ length: count }, (_, index) => photo(`${index}.jpg`)),
    heldOut: Array.from({ length: heldOut }, (_, index) => photo(`held/${index}.jpg`)),
  };
};
const arms = (vary: Record<string, unknown[]>, preset = 'laptop'): Arm[] =>
  armsOf(experimentSchema.parse({ name: 'a', question: 'b', preset, vary }));
const design: Design = { choices: 1, seeds: [0], programs: 'p' };
const none = () => [];

test('there are as many runs as arms, subjects, choices and seeds multiplied', () => {
  const counts = fc.record({
    steps: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
    ranks: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 }),
    subjects: fc.integer({ min: 1, max: 4 }),
    choices: fc.integer({ min: 1, max: 5 }),
    seeds: fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(counts, ({ steps, ranks, subjects, choices, seeds }) => {
      const compared = arms({ 'represent.steps': steps, 'represent.rank': ranks });
      const chosen = Array.from({ length: subjects }, (_, index) => subject(`s${index}`));
      const runs = runsOf(compared, chosen, { ...design, choices, seeds }, none);
      expect(runs).toHaveLength(steps.length * ranks.length * subjects * choices * seeds.length);
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    }),
    { numRuns: 40 },
  );
});

test('the same runs have the same ids, in whatever order fields, values and subjects stand', () => {
  const values = fc.shuffledSubarray([1, 2, 3], { minLength: 3 });
  const names = fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 3 });
  const ids = (vary: Record<string, unknown[]>, subjects: string[]): string[] =>
    runsOf(
      arms(vary),
      subjects.map((name) => subject(name)),
      { ...design, choices: 2 },
      none,
    )
      .map(({ id }) => id)
      .sort();
  const expected = ids({ 'represent.steps': [1, 2, 3], 'represent.rank': [1, 2, 3] }, ['a', 'b', 'c']);
  fc.assert(
    fc.property(values, values, names, (ranks, steps, subjects) => {
      expect(ids({ 'represent.rank': ranks, 'represent.steps': steps }, subjects)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('more arms, subjects, choices and seeds leave the runs that there were', () => {
  const few = runsOf(arms({ 'represent.steps': [1] }), [subject('a')], design, none);
  const many = runsOf(
    arms({ 'represent.steps': [2, 1] }),
    [subject('b'), subject('a')],
    { ...design, choices: 3, seeds: [1, 0] },
    none,
  );
  expect(many.map(({ id }) => id)).toEqual(expect.arrayContaining(few.map(({ id }) => id)));
});

test('a value that the preset has already is the same run as the preset', () => {
  const [own] = runsOf(arms({}), [subject('a')], design, none);
  const [said] = runsOf(arms({ 'represent.steps': [30] }), [subject('a')], design, none);
  expect(said?.id).toBe(own?.id);
});

test('another photo, seed, category or program is another run', () => {
  const ids = [
    runsOf(arms({}), [subject('a')], design, none),
    runsOf(arms({}), [subject('a')], { ...design, seeds: [1] }, none),
    runsOf(arms({}), [subject('a')], { ...design, programs: 'q' }, none),
    runsOf(arms({}), [subject('a', 6, 0, 'mug')], design, none),
    runsOf(arms({}), [subject('a', 6, 1)], design, none),
    runsOf(arms({}), [subject('a')], design, () => subject('b').photos),
  ].map(([run]) => run?.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('look-alikes are in the id, do not judge, and leave the ids of files without them', () => {
  const [other, one] = [subject('b').photos, subject('a')];
  const alike = other.slice(0, 3);
  const [before] = runsOf(arms({}), [one], design, () => other);
  const [none_] = runsOf(arms({}), [one], design, () => other, none);
  const compared = arms({ 'represent.hard_negatives': [0, 0.5] });
  const runs = runsOf(
    compared,
    [one],
    design,
    () => other,
    () => alike,
  );
  expect(none_?.id).toBe(before?.id);
  for (const { lookAlikes, others } of runs) {
    expect(lookAlikes).toEqual(alike);
    expect(others).toEqual(other.slice(3));
  }
  expect(new Set([...runs, before].map((run) => run?.id)).size).toBe(3);
});

test('references train, the rest judges, and no choice is drawn twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 7 }), fc.integer({ min: 1, max: 4 }), (count, choices) => {
      const runs = runsOf(arms({}), [subject('a', count)], { ...design, choices }, none);
      for (const { references, heldOut } of runs) {
        const all = [...references, ...heldOut].map(({ name }) => name);
        expect(references).toHaveLength(3);
        expect(all.sort()).toEqual(subject('a', count).photos.map(({ name }) => name));
      }
      const drawn = runs.map(({ references }) =>
        references
          .map(({ name }) => name)
          .sort()
          .join(),
      );
      expect(new Set(drawn).size).toBe(choices);
    }),
  );
});

test('arms with more references have those of the others too, and all are judged by the same photos', () => {
  const runs = runsOf(arms({ references: [2, 3, 4] }), [subject('a')], design, none);
  const [two, three, four] = runs.map(({ references }) => references.map(({ name }) => name));
  expect([two?.length, three?.length, four?.length]).toEqual([2, 3, 4]);
  expect(three).toEqual(expect.arrayContaining(two ?? []));
  expect(four).toEqual(expect.arrayContaining(three ?? []));
  for (const { heldOut } of runs) expect(heldOut).toEqual(runs[0]?.heldOut);
});

test.each([
  ['too few photos', subject('a', 3), design, /a has 3 photos: 3 references and one to judge by take 4/],
  ['too many choices', subject('a', 4), { ...design, choices: 5 }, /can be chosen in 4 ways/],
])('%s are refused by the name of the subject', (_, one, asked, message) => {
  const refusal = expect.objectContaining({ code: 'OptionInvalid', message: expect.stringMatching(message) });
  expect(() => runsOf(arms({}), [one], asked, none)).toThrow(refusal);
});

test('photos that only judge are enough to judge by', () => {
  expect(runsOf(arms({}), [subject('a', 3, 2)], design, none)[0]?.heldOut).toHaveLength(2);
});

test('runs that share a job follow each other: of one draw, and with a generator of one category', () => {
  const subjects = [subject('a', 6, 0, 'dog'), subject('b', 6, 0, 'dog'), subject('c', 6, 0, 'cat')];
  const lanes = (preset: string) =>
    lanesOf(runsOf(arms({ 'represent.steps': [1, 2] }, preset), subjects, { ...design, seeds: [0, 1] }, none));
  expect(lanes('laptop').map((lane) => lane.length)).toEqual([2, 2, 2, 2, 2, 2]);
  expect(lanes('laptop-dreambooth').map((lane) => lane.map(({ category }) => category))).toEqual([
    Array(8).fill('dog'),
    Array(4).fill('cat'),
  ]);
});

test('an id gives a ULID, another id another', () => {
  const id = fc.string({ minLength: 32, maxLength: 32, unit: fc.constantFrom(...'0123456789abcdef') });
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(ulidOf(a)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
      expect(ulidOf(a) === ulidOf(b)).toBe(a === b);
    }),
  );
});
