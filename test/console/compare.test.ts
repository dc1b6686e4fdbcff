import fc from 'fast-check';
import { wrongWith } from '../../console/src/compare/choosing-words.ts';
import { type Judged, unlike } from '../../console/src/compare/ground.ts';
import { metricRows } from '../../console/src/compare/metric-rows.ts';
import { metricScale } from '../../console/src/compare/metric-scale.ts';
import { settingValue, settingWords } from '../../console/src/compare/setting-words.ts';
import { sourcesOf } from '../../console/src/compare/sources.ts';
import { type Compared, whiskersOf } from '../../console/src/run/chart-scale.ts';
import { namedRuns, whyNotCompared } from '../../console/src/runs/selection.ts';

const [one, two, three, four, five] = ['1', '2', '3', '4', '5'].map((digit) => digit.padStart(26, '0')) as [
  ...[string, string, string, string, string],
];

describe('the runs that an address names', () => {
  test('are each there once, in its order, in any case of letters', () => {
    expect(namedRuns(`${two},${one}, ${two}`)).toEqual({ ids: [two, one], others: [] });
    expect(namedRuns('01m8hmw19z09qprk2dge2131km').ids).toEqual(['01M8HMW19Z09QPRK2DGE2131KM']);
    expect(namedRuns(null)).toEqual({ ids: [], others: [] });
  });

  test('are told from what is no id, whatever it is', () => {
    expect(namedRuns(`${one},latest,${'0'.repeat(27)}`)).toEqual({ ids: [one], others: ['latest', '0'.repeat(27)] });
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { ids, others } = namedRuns(text);
        expect(new Set([...ids, ...others]).size).toBe(ids.length + others.length);
        for (const id of ids) expect(id).toMatch(/^[0-9A-Z]{26}$/);
      }),
    );
  });

  test('can be compared from two to four, and it is said why others can not', () => {
    const wrong = (text: string) => wrongWith(namedRuns(text))?.header ?? null;
    expect([wrong(''), wrong(one)]).toEqual(['No run is there yet', 'One run is there']);
    expect([wrong([one, two].join()), wrong([one, two, three, four].join())]).toEqual([null, null]);
    expect(wrong([one, two, three, four, five].join())).toBe('5 runs are too many');
    expect(wrong(`${one},${two},latest`)).toBe('“latest” is not the id of a run');
    expect([0, 1, 2, 4, 6].map(whyNotCompared)).toEqual([
      'Select two to four runs to see them side by side.',
      'Select at least one more run to compare this one with.',
      null,
      null,
      'Four runs fit side by side. Unselect 2.',
    ]);
  });
});

const comparison = (base: number, personalized: number, low: number, high: number) => ({
  ...{ base, personalized, difference: personalized - base },
  interval: [low, high],
});

describe('what runs were judged on', () => {
  const judged = (changes: Partial<Judged> = {}): Judged => ({
    ...{ subject: 'mug', protocol: 'held-out', photos: { heldOut: 5, distractors: 40 } },
    metrics: { ndcg: comparison(0.5, 0.9, 0.3, 0.5) },
    ...changes,
  });

  test('is the same where everything says so, and of runs that were not judged nothing says otherwise', () => {
    expect(unlike([judged(), judged({ metrics: { ndcg: comparison(0.5, 0.7, 0.1, 0.3) } })], ['upload'])).toEqual([]);
    expect(unlike([judged(), judged({ subject: 'robot', metrics: null })], [])).toEqual([]);
  });

  test.each([
    ['different subjects', judged({ subject: 'robot' }), []],
    ['leaving out one', judged({ protocol: 'cross-validation' }), []],
    ['5 against 40, 6 against 40', judged({ photos: { heldOut: 6, distractors: 40 } }), []],
    ['The base itself', judged({ metrics: { ndcg: comparison(0.6, 0.9, 0.2, 0.4) } }), ['upload']],
    ['different base models', judged(), ['backbone']],
  ])('is another: %s', (reason, other, differing) => {
    expect(unlike([judged(), other], differing).join(' ')).toContain(reason);
  });
});

describe('the highest figure', () => {
  const highest = (comparable: boolean, ...all: ReturnType<typeof comparison>[]) =>
    metricRows(
      all.map((ndcg) => ({ metrics: { ndcg } })),
      comparable,
    )[0]?.highest;

  test('is best where its whiskers are above all others', () => {
    const apart = [comparison(0.5, 0.6, 0.05, 0.15), comparison(0.5, 0.9, 0.3, 0.5)];
    expect(highest(true, ...apart)).toEqual({ at: 1, clear: true });
  });

  test('is only highest where whiskers overlap', () => {
    const overlapping = [
      comparison(0.5, 0.8, 0.2, 0.4),
      comparison(0.5, 0.9, 0.3, 0.5),
      comparison(0.5, 0.5, -0.1, 0.1),
    ];
    expect(highest(true, ...overlapping)).toEqual({ at: 1, clear: false });
  });

  test('is none of equals, of one alone, and of runs that can not be compared', () => {
    const [low, high] = [comparison(0.5, 0.6, 0.05, 0.15), comparison(0.5, 0.9, 0.3, 0.5)];
    expect(highest(true, low, low)).toBeNull();
    expect(highest(true, high)).toBeNull();
    expect(highest(false, low, high)).toBeNull();
  });

  test('leaves a place for a run that does not have it', () => {
    const metrics = { ndcg: comparison(0.5, 0.6, 0.05, 0.15) };
    const [row] = metricRows([{ metrics: null }, { metrics }], true);
    expect([row?.name, row?.figures[0], row?.figures[1]?.personalized]).toEqual(['NDCG', null, 0.6]);
  });
});

test('a scale has room for every figure and whisker between ticks that are even and few', () => {
  const unit = fc.double({ min: -2, max: 2, noNaN: true });
  const compared: fc.Arbitrary<Compared> = fc.tuple(unit, unit, unit, unit).map(([base, personalized, low, high]) => ({
    ...{ base, personalized },
    interval: [Math.min(low, high), Math.max(low, high)],
  }));
  fc.assert(
    fc.property(fc.array(compared, { minLength: 1, maxLength: 4 }), (figures) => {
      const { at, ticks } = metricScale(figures);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(8);
      for (const value of figures.flatMap((each) => [each.base, each.personalized, ...whiskersOf(each)])) {
        expect(at(value)).toBeGreaterThanOrEqual(-1e-6);
        expect(at(value)).toBeLessThanOrEqual(100 + 1e-6);
      }
    }),
  );
});

describe('what differs', () => {
  test('is told in words, with the path that files have', () => {
    expect(settingWords('represent.learning_rate')).toEqual({
      name: 'Learning rate',
      place: 'Training and evaluation: represent.learning_rate',
    });
    expect(settingWords('backbone')).toEqual({ name: 'Base model', place: 'backbone' });
    expect(settingWords('upload').place).toContain('the same photos sent twice');
  });

  test('has values of every kind', () => {
    const told = [null, true, 0.001, 'paper', [0.5, 2], []].map((value) => settingValue('compose.scale', value));
    expect(told).toEqual(['Not set', 'Yes', '0.001', 'paper', '0.5, 2', 'None']);
    expect(settingValue('upload', 'c303a66316a9b9708b28ce5160745fda')).toBe('Upload c303a663');
  });

  test('is shown by source, those of the subject first, and none that made nothing', () => {
    const source = (kind: string, candidates = 3) => ({ kind, candidates, kept: 1 });
    const curation = (sources: Record<string, ReturnType<typeof source>>) => ({
      curation: { kept: 1, dropped: 2, fidelity: null, diversity: null, vendi: 1, sources },
    });
    const runs = [
      curation({ background: source('negative'), lent: source('negative', 0) }),
      { curation: null },
      curation({ dreambooth: source('positive') }),
    ];
    expect(sourcesOf(runs).map(({ name }) => name)).toEqual(['dreambooth', 'background']);
  });
});
