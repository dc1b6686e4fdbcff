import fc from 'fast-check';
import { costOf, estimateOf } from '../../lib/domain/cost.ts';
import { presetNamed, presetNames } from '../../lib/domain/presets.ts';
import { priceTable } from '../../lib/domain/prices/sagemaker.ts';
import { stages } from '../../lib/domain/training-job.ts';

const cloud = { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' };
const local = { gpu: 'local', cpu: 'local' };
const of = { preset: 'combined', instances: cloud, region: 'us-east-1', spot: false, references: 3, heldOut: 2 };
const here = { ...of, instances: local, region: 'local' };

const estimates = fc.record({
  preset: fc.constantFrom(...presetNames()),
  instances: fc.record({ gpu: fc.constantFrom('ml.g5.xlarge', 'ml.g4dn.xlarge'), cpu: fc.constant('ml.c7i.xlarge') }),
  region: fc.constantFrom(...Object.keys(priceTable.prices)),
  spot: fc.boolean(),
  references: fc.integer({ min: 1, max: 20 }),
  heldOut: fc.nat({ max: 5 }),
});

test('has the jobs of the preset in their order, each on its machine', () => {
  fc.assert(
    fc.property(estimates, (asked) => {
      const preset = presetNamed(asked.preset);
      const { stages: found } = estimateOf(asked);
      expect(found.map(({ stage }) => stage)).toEqual(stages.filter((stage) => preset[stage] !== null));
      for (const { stage, instance } of found) {
        expect(instance).toBe(stage === 'compose' ? asked.instances.cpu : asked.instances.gpu);
      }
    }),
  );
});

test('is the sum of its stages, each its seconds at the price, or null as a whole', () => {
  fc.assert(
    fc.property(estimates, (asked) => {
      const { usdMicros, seconds, stages: found } = estimateOf(asked);
      for (const one of found) {
        const { region, spot } = asked;
        expect(one.usdMicros).toBe(
          one.seconds === null ? null : costOf({ seconds: one.seconds, instance: one.instance, region, spot }),
        );
      }
      const sum = (values: readonly (number | null)[]) =>
        values.includes(null) ? null : values.reduce<number>((total, value) => total + Number(value), 0);
      expect(usdMicros).toBe(sum(found.map((one) => one.usdMicros)));
      expect(seconds).toBe(sum(found.map((one) => one.seconds)));
    }),
  );
});

test('is never less on demand than on spot capacity, nor for more photos that judge in turn', () => {
  fc.assert(
    fc.property(estimates, (asked) => {
      const [spot, demand] = [true, false].map((one) => estimateOf({ ...asked, spot: one }).usdMicros ?? 0);
      expect(spot).toBeLessThanOrEqual(demand ?? 0);
      const more = estimateOf({ ...asked, references: asked.references + 1 }).seconds ?? 0;
      expect(estimateOf(asked).seconds ?? 0).toBeLessThanOrEqual(more);
    }),
  );
});

describe('on one machine', () => {
  test.each([
    ['laptop', 29],
    ['laptop-dreambooth', 155],
  ])('the jobs of %s take nearly the %i s that a run took, and cost nothing', (preset, run) => {
    const { usdMicros, seconds, basis } = estimateOf({ ...here, preset });
    expect(usdMicros).toBe(0);
    expect(seconds).toBeGreaterThan(run * 0.9);
    expect(seconds).toBeLessThanOrEqual(run);
    expect(basis).toBe('Measured on two cores without a GPU (docs/experiments/findings.md), imports included.');
  });

  test('a preset without figures costs nothing all the same', () => {
    expect(estimateOf({ ...here, preset: 'sd3' })).toMatchObject({ usdMicros: 0, seconds: null });
  });

  test('seconds that were derived for a GPU say that they are', () => {
    expect(estimateOf({ ...here, preset: 'paper' }).basis).toMatch(
      /^Derived, not measured: .* A10G .* was not asked\.$/,
    );
  });
});

describe('in the cloud', () => {
  test('a job is billed for its start as well', () => {
    const [mine, theirs] = [estimateOf({ ...here, preset: 'laptop' }), estimateOf({ ...of, preset: 'laptop' })];
    expect(Number(theirs.seconds) - Number(mine.seconds)).toBe(2 * 120);
    expect(theirs.basis).toContain('billed 120 s more for its image, inputs and results, assumed');
    expect(theirs.basis).toContain('not measured');
  });

  test('the basis says what is assumed, derived and as of when', () => {
    expect(estimateOf(of).basis).toBe(
      'Derived, not measured: published figures of other cards, taken over to one A10G (lib/domain/cost/seconds.ts). ' +
        'Each managed job is billed 120 s more for its image, inputs and results, assumed. ' +
        'ml.g5.xlarge in us-east-1: price of 2026-09-24, on demand. ' +
        'ml.c7i.xlarge in us-east-1: price of 2026, on demand, derived from that of EC2. Price table 1.',
    );
    expect(estimateOf({ ...of, spot: true }).basis).toContain('spot, a typical share of the price on demand, assumed');
  });

  test('without a price there is no cost, and the seconds stay', () => {
    const { usdMicros, seconds, stages: found, basis } = estimateOf({ ...of, region: 'eu-north-1' });
    expect(usdMicros).toBeNull();
    expect(seconds).toBeGreaterThan(0);
    expect(found.map((one) => one.usdMicros)).toEqual([null, null, null, null]);
    expect(basis).toContain('There is no price of ml.g5.xlarge in eu-north-1, so there is no cost.');
  });

  test('without figures of the preset there are neither seconds nor a cost', () => {
    const estimate = estimateOf({ ...of, preset: 'sd3' });
    expect(estimate).toMatchObject({ usdMicros: null, seconds: null });
    expect(estimate.basis).toMatch(/^No figures to derive the seconds of the preset sd3 from/);
  });

  test('a slower card takes longer, and one without figures is taken to be as fast', () => {
    const on = (gpu: string) => estimateOf({ ...of, instances: { ...cloud, gpu } });
    expect(Number(on('ml.g4dn.xlarge').seconds)).toBeGreaterThan(2 * Number(on('ml.g5.xlarge').seconds) - 1000);
    expect(on('ml.g6.xlarge').seconds).toBe(on('ml.g5.xlarge').seconds);
    expect(on('ml.g6.xlarge').basis).toContain('ml.g6.xlarge is taken to be as fast as an A10G.');
  });
});

test('of a preset that there is not is refused', () => {
  expect(() => estimateOf({ ...of, preset: 'constructor' })).toThrow(
    expect.objectContaining({ code: 'PresetUnknown' }),
  );
});
