import { againstPeft, goals, type Measurement, median, shares } from '../bench/serve-figures.ts';
import { growth, type Soak } from '../bench/soak-page.ts';

const percentiles = (p95: number) => ({ p50: 0.02, p95, p99: 0.06 });

function measured(changes: Partial<Measurement> = {}): Measurement {
  return {
    version: 1,
    gpu: null,
    torch: '2',
    backbone: 'tiny-vit',
    side: 224,
    adapterBytes: 393_216,
    batch: 8,
    counts: [64, 1024],
    model: {
      cosine: { fp32: 0.99999, bf16: 0.9995 },
      loading: { adapters: 64, seconds: 5 },
      mixed: [
        { what: 'base only', seconds: [0.02] },
        { what: '64', seconds: [0.021] },
      ],
      peft: [
        {
          adapters: 1024,
          ways: [
            { what: 'mixed', seconds: [0.05, 0.04, 0.03] },
            { what: 'ours', seconds: [0.02, 0.02, 0.02] },
            { what: 'switching', seconds: [0.2, 0.1, 0.3] },
          ],
        },
      ],
    },
    served: [
      { what: 'base only', perSecond: [40, 20] },
      { what: '64', perSecond: [38, 18] },
      { what: '1024', perSecond: [33, 16] },
    ],
    phone: [
      { what: 'base only', perSecond: [5] },
      { what: '64', perSecond: [5] },
    ],
    callers: 16,
    errors: 0,
    cold: [
      { resident: 0, cold: percentiles(0.045), warm: percentiles(0.03) },
      { resident: 1024, cold: percentiles(0.055), warm: percentiles(0.03) },
    ],
    latency: [],
    memory: { empty: 1, resident: 1, full: 2 },
    ...changes,
  };
}

test('a share is of the medians, its range of each round against the same round', () => {
  const [base, some] = shares(measured().served);
  expect(base).toMatchObject({ share: 1, least: 1, most: 1 });
  expect(some).toEqual({ what: '64', perSecond: 28, share: 28 / 30, least: 0.9, most: 0.95 });
});

test('each way of peft is measured against ours', () => {
  const [peft] = measured().model.peft;
  expect(peft && againstPeft(peft)).toEqual({ switching: 10, mixed: 2 });
});

test('what falls short of a goal is said to', () => {
  const missed = goals(measured()).filter(({ reached }) => !reached);
  expect(missed.map(({ what }) => what)).toEqual([
    '1024 adapters mixed, of the base alone, through the server',
    'cold load to first vector, p95, 1024 resident',
  ]);
});

test('the median of an even number is the mean of the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

test('memory that fills up and then stays does not grow', () => {
  const memory = Array.from({ length: 40 }, (_, at) => ({ at: at * 15, bytes: Math.min(at, 20) * 2 ** 20 }));
  expect(growth({ memory } as unknown as Soak)).toBeCloseTo(0, 6);
  const leaking = memory.map(({ at }) => ({ at, bytes: at * 2 ** 20 }));
  expect(growth({ memory: leaking } as unknown as Soak)).toBeCloseTo(60, 6);
});
