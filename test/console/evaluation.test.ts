import fc from 'fast-check';
import type { components } from '../../clients/typescript/src/index.ts';
import { curveText, foundFirst, pointsOf } from '../../console/src/run/evaluation/curve.ts';
import { effectText, otherDiagnoses, whyNone } from '../../console/src/run/evaluation/words.ts';
import {
  filterOf,
  isFiltered,
  promptOptions,
  sourceOptions,
  unlistedText,
} from '../../console/src/run/images/filter.ts';
import { decision, shortReason, whyText } from '../../console/src/run/images/words.ts';
import {
  inOrder,
  type JudgedPhoto,
  movement,
  movementsText,
  movementText,
} from '../../console/src/run/photos/ranks.ts';
import { roleOf } from '../../console/src/run/photos/words.ts';

type Schemas = components['schemas'];

const judged = (name: string, base: number, personalized: number): JudgedPhoto => {
  const of = (rank: number) => ({ rank, reference: null, confuser: null, beatenBy: null });
  return { name, judged: { base: of(base), personalized: of(personalized) } } as JudgedPhoto;
};

describe('the ranks of photos', () => {
  test('are told by where the adapter moved them, which is up where the number falls', () => {
    expect(movementText(judged('a', 8, 1))).toBe('Up 7, from rank 8 to 1');
    expect(movementText(judged('a', 1, 3))).toBe('Down 2, from rank 1 to 3');
    expect(movementText(judged('a', 1, 1))).toBe('Stayed at rank 1');
    expect(movementsText([judged('a', 8, 1), judged('b', 1, 3), judged('c', 1, 1)])).toBe(
      'With the adapter 1 moved up, 1 moved down and 1 stayed. 2 of 3 are at rank 1, where 2 were with the base.',
    );
  });

  test('are in order of that, either way round, and none is lost', () => {
    const rank = fc.integer({ min: 1, max: 90 });
    const photos = fc.array(fc.tuple(rank, rank)).map((all) => all.map(([base, own]) => judged('a', base, own)));
    fc.assert(
      fc.property(photos, (all) => {
        const up = inOrder(all, 'up').map(movement);
        expect(up).toEqual(all.map(movement).toSorted((one, other) => other - one));
        expect(inOrder(all, 'down').map(movement)).toEqual(up.toReversed());
      }),
    );
  });

  test('belong to a role, which an id begins with', () => {
    expect(['held-out/00', 'other/12', 'nobody/00', '', null].map(roleOf)).toEqual([
      'held-out',
      'other',
      null,
      null,
      null,
    ]);
  });
});

describe('precision and recall', () => {
  const base = { recall: [0.25, 0.5, 0.75, 1], precision: [1, 0.5, 0.6, 0.4] };
  const personalized = { recall: [0.5, 1], precision: [1, 1] };

  test('say how many are found before anything else is', () => {
    expect([foundFirst(base), foundFirst(personalized)]).toEqual([0.25, 1]);
    expect(foundFirst({ recall: [1], precision: [0.5] })).toBe(0);
    expect(curveText({ base, personalized })).toContain('the adapter finds 100 %');
    expect(curveText({ base, personalized })).toContain('and 60 % of what the base finds');
  });

  test('are points, as far as there are both', () => {
    expect(pointsOf({ recall: [0.5, 1], precision: [1] })).toEqual([{ x: 0.5, y: 1 }]);
  });
});

describe('an evaluation in words', () => {
  test('is sure of a source only where the interval is clear of 0', () => {
    const text = (difference: number, interval: [number, number] | null) => effectText({ difference, interval });
    expect(text(0.2, [0.1, 0.3])).toBe('Helps');
    expect(text(-0.2, [-0.3, -0.1])).toBe('Does harm');
    expect(text(0.1, [-0.1, 0.3])).toBe('No clear difference');
    expect(text(0.1, null)).toBe('Seems to help');
  });

  test('tells what was looked for in vain from what could not be looked for', () => {
    const evaluation = { diagnoses: [], examined: ['plateau'] } as unknown as Schemas['Evaluation'];
    const { unfound, unknown } = otherDiagnoses(evaluation);
    expect([unfound, unknown].map(({ length }) => length)).toEqual([1, 1]);
    const found = { diagnoses: [{ code: 'plateau' }], examined: ['plateau'] } as unknown as Schemas['Evaluation'];
    expect(otherDiagnoses(found).unfound).toEqual([]);
  });

  test.each([
    ['training', 'once the adapter is trained'],
    ['failed', 'ended before'],
    ['cancelled', 'ended before'],
  ] as const)('says of a run that is %s why there is none', (status, why) => {
    expect(whyNone({ status })).toContain(why);
  });
});

describe('synthetic images', () => {
  const image = (change: Partial<Schemas['SyntheticImage']>) => ({ kept: null, reason: null, ...change });

  test('say what was decided and why, in short and in full', () => {
    const dropped = image({ kept: false, reason: 'low fidelity: too little like the photos' });
    expect([decision(dropped), shortReason(dropped)]).toEqual(['✕ Dropped', 'low fidelity']);
    expect(whyText(dropped)).toBe('Dropped: low fidelity: too little like the photos.');
    const kept = image({ kept: true, reason: '' });
    expect([decision(kept), shortReason(kept), whyText(kept)]).toEqual(['✓ Kept', null, 'Kept: it trains.']);
    expect(shortReason(image({ kept: false }))).toBe('no reason was given');
    expect(whyText(image({}))).toContain('not looked at it yet');
  });

  test('are filtered by what the address says, and by nothing that it misspells', () => {
    expect(filterOf('?source=dreambooth&prompt=a%20mug&kept=no')).toEqual({
      ...{ source: 'dreambooth', prompt: 'a mug', kept: null },
    });
    expect([filterOf(''), filterOf('?kept=false')].map(isFiltered)).toEqual([false, true]);
  });

  test('say why those of a source are counted and not listed, by what is asked for', () => {
    const curation = { sources: [{ source: 'generator', kept: 96, candidates: 96 }] };
    const said = (query: string) => unlistedText(curation as Schemas['Evaluation']['curation'], filterOf(query));
    expect(said('?source=generator')).toContain('96 images are counted above and not shown');
    expect(said('?source=generator&kept=true')).toContain('96 images');
    expect([said('?source=generator&kept=false'), said(''), said('?source=background')]).toEqual([null, null, null]);
  });

  test('offer the sources and words of curation and of what was seen, each once', () => {
    const curation = {
      sources: [{ source: 'dreambooth' }],
      prompts: [
        { prompt: 'a mug', source: 'dreambooth', kept: 1, candidates: 2 },
        { prompt: 'a pier', source: 'generator', kept: 0, candidates: 1 },
      ],
    } as unknown as Schemas['Evaluation']['curation'];
    const seen = [{ source: 'cut-and-paste', prompt: null }] as Schemas['SyntheticImage'][];
    const filter = { source: null, prompt: null, kept: null };
    expect(sourceOptions(curation, seen, filter).map(({ label }) => label)).toEqual(['DreamBooth', 'Cut-and-Paste']);
    expect(promptOptions(curation, seen, filter).map(({ value }) => value)).toEqual(['a mug', 'a pier']);
    expect(promptOptions(curation, seen, { ...filter, source: 'dreambooth' })).toEqual([
      { label: 'a mug', value: 'a mug', description: '1 of 2 kept' },
    ]);
  });
});
