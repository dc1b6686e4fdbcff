import fc from 'fast-check';
import { curationShortfalls } from '../../bin/shortfalls.ts';
import { documents, generatedJobs, generatedRun, nothingKept, unfaithful } from '../fixtures/generations.ts';
import { handlerHome, run } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const resultOf = async (told = documents()) => (await generatedRun(home, told)).result;
const generationOf = async (told = documents()) => {
  const { generation } = await resultOf(told);
  if (generation === null) throw new Error('a generation');
  return generation;
};

describe('the result of a run with a generator', () => {
  test('names all four jobs', async () => {
    expect((await generatedRun(home)).jobs).toEqual(generatedJobs);
  });

  test('says what generator and captions there were, and that there is no safety checker', async () => {
    expect(await generationOf()).toMatchObject({
      generator: { name: 'tiny-sd', digest: 'f'.repeat(64) },
      captions: { source: 'grammar', fallback: null },
      safetyChecker: { priors: 'none', dreambooth: 'none' },
      separation: 'saw no held-out photo',
    });
  });

  test("names a catalogued generator's licence and what it restricts", async () => {
    const told = documents();
    told.plan.generator.name = 'sd15';
    const { licence } = (await generationOf(told)).generator;
    expect(licence).toEqual({ name: 'CreativeML OpenRAIL-M', restricts: expect.stringContaining('Attachment A') });
  });

  test('says of a safety checker whether each job had it on', async () => {
    const checker = { safety_checker: ['stable_diffusion', 'StableDiffusionSafetyChecker'] };
    expect((await generationOf({ ...documents(), modelIndex: checker })).safetyChecker).toEqual({
      priors: 'on',
      dreambooth: 'off',
    });
  });

  test('has what each source gave, in the order in which they are told of', async () => {
    const { sources } = await generationOf();
    expect(sources.map(({ source, kind }) => [source, kind])).toEqual([
      ['dreambooth', 'positive'],
      ['cut-and-paste', 'positive'],
      ['augmented-real', 'anchor'],
      ['generator', 'negative'],
    ]);
    expect(sources[0]).toEqual({
      source: 'dreambooth',
      kind: 'positive',
      candidates: 2,
      kept: 1,
      dropped: { [unfaithful]: 1 },
      fidelity: 0.41,
      keptFidelity: 0.66,
      vendi: 1.5,
      keptVendi: 1,
      coverage: 0.5,
      effect: null,
    });
    expect(sources[2]).toMatchObject({ fidelity: null, keptFidelity: null, coverage: null });
  });

  test('has the effect of a source where it was measured', async () => {
    const told = documents();
    const effects = [{ source: 'dreambooth', without: { averagePrecisionOneReference: 0.7 }, difference: 0.05 }];
    const { sources } = await generationOf({ ...told, evaluation: Object.assign(told.evaluation, { effects }) });
    expect(sources.map(({ effect }) => effect)).toEqual([
      { without: { averagePrecisionOneReference: 0.7 }, difference: 0.05 },
      null,
      null,
      null,
    ]);
  });

  test('says what priors, training and sampling cost, and whose the priors are', async () => {
    const { cost } = await generationOf();
    expect(cost).toEqual({
      priors: { reused: true, seconds: 9.5, images: { class: 1, negative: 1, background: 1 }, heldBack: 0 },
      training: {
        reused: false,
        device: 'cpu',
        steps: 120,
        seconds: 8,
        secondsPerStep: 1.024,
        imagesPerSecond: 3.91,
      },
      sampling: { asked: 2, made: 2, heldBack: 0, seconds: 2.5, imagesPerSecond: 0.8 },
    });
    expect((await generationOf({ ...documents(), priorsBy: run.run })).cost.priors?.reused).toBe(false);
  });

  test('tells two jobs that train apart', async () => {
    const { stages } = await resultOf();
    expect(stages.filter(({ name }) => name === 'train').map(({ job }) => job)).toEqual(['generate', 'represent']);
  });
});

describe('what fell short', () => {
  test('is nothing where all went well', async () => {
    expect((await resultOf()).shortfalls).toEqual([]);
  });

  test('is a source of which nothing trains, and what trains in its stead', async () => {
    const told = documents();
    const { curation } = told;
    const reason = `none of its 2 images trains, ${unfaithful}`;
    const short = {
      ...curation,
      sources: { ...curation.sources, dreambooth: nothingKept() },
      shortfalls: [{ source: 'dreambooth', reason }],
    };
    expect((await resultOf({ ...told, curation: short })).shortfalls).toEqual([
      {
        source: 'dreambooth',
        message: 'No DreamBooth image was faithful enough: the adapter trained on Cut-and-Paste alone.',
      },
    ]);
  });

  test('is a source that made nothing', () => {
    const { dreambooth: _, ...sources } = documents().curation.sources;
    const shortfalls = [{ source: 'dreambooth', reason: 'no image was made' }];
    expect(curationShortfalls({ sources, shortfalls })).toEqual([
      {
        source: 'dreambooth',
        message: 'No DreamBooth image was made: the adapter trained on Cut-and-Paste alone.',
      },
    ]);
  });

  test('is a part of the budget that could not be filled, in the words of curation', () => {
    const { sources } = documents().curation;
    const reason = '3 of the 60 images wanted are faithful';
    expect(curationShortfalls({ sources, shortfalls: [{ source: 'dreambooth', reason }] })).toEqual([
      { source: 'dreambooth', message: `DreamBooth: ${reason}.` },
    ]);
    const both = { source: 'cut-and-paste and dreambooth', reason };
    expect(curationShortfalls({ sources, shortfalls: [both] })[0]?.message).toBe(
      `Cut-and-Paste and DreamBooth: ${reason}.`,
    );
  });

  test('is composites that could not be made, and images that the safety checker held back', async () => {
    const told = documents();
    told.priors.flagged = ['pn0001', 'cl0001'];
    told.training.sampling = { ...told.training.sampling, asked: 5, made: 2, heldBack: ['a', 'b', 'c'] };
    told.composed = [{ source: 'cut-and-paste', wanted: 9, made: 1, reason: 'no photo has a mask' }];
    expect((await resultOf(told)).shortfalls.map(({ message }) => message)).toEqual([
      'The safety checker held back 2 of 5 images of the category.',
      'The safety checker held back 3 of 5 DreamBooth images.',
      'Cut-and-Paste: 1 of 9 images could be made, because no photo has a mask.',
    ]);
  });

  test('is a sentence for each shortfall of curation, whatever trains', () => {
    const name = fc.constantFrom('dreambooth', 'cut-and-paste', 'other');
    const shortfalls = fc.array(fc.record({ source: name, reason: fc.stringMatching(/^[a-z0-9 ,]{1,30}$/) }));
    const { sources } = documents().curation;
    const some = fc.subarray(Object.keys(sources));
    fc.assert(
      fc.property(shortfalls, some, fc.boolean(), (fell, left, none) => {
        const few = left.map((key) => [key, none ? nothingKept() : sources[key]]);
        const told = curationShortfalls({ sources: Object.fromEntries(few), shortfalls: fell });
        expect(told.map(({ source }) => source)).toEqual(fell.map(({ source }) => source));
        for (const { message } of told) expect(message).toMatch(/^\S.*[^ ]: .+\.$/);
        for (const { message } of told) expect(message).not.toContain('on  alone');
      }),
    );
  });
});
