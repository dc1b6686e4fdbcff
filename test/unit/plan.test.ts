import { create } from '../../functions/plan/handler.ts';
import type { Captions, CaptionWriter } from '../../lib/domain/captions/index.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { planUri, pretrainedPrefix, type RunReference, runKey, uploadUri } from '../../lib/domain/keys.ts';
import type { Plan, PlannedGenerator } from '../../lib/domain/plan.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import { handlerHome, run, testHome, upload } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(async () => {
  home = handlerHome();
  await home.provide('backbone', 'tiny-vit');
  await home.provide('generator', 'tiny-sd');
});
afterEach(() => home.close());

async function plan(change: Partial<Upload> = {}, of: RunReference = run, captions: CaptionWriter | null = null) {
  const { tenant, subject } = of;
  await home.ports.records.create({ ...runKey(of), status: 'validating', run: of.run });
  await home.put(of.upload, upload({ tenant, subject, ...change }));
  return create(
    { ...home.ports, captions },
    testHome,
  )({ run: of, accepted: { uri: 's3://likeness-test/accepted.json' } });
}

const elsewhere = { bucket: run.bucket, tenant: 'other', subject: 'cup' };
const another: RunReference = {
  ...elsewhere,
  run: '01J00000000000000000000009',
  upload: uploadUri(elsewhere, upload().upload),
};

test('the plan is the preset made concrete, under the run, and the run goes on to generating', async () => {
  const { uri, preset, generate } = await plan();
  expect([uri, preset, generate]).toEqual([planUri(run), 'laptop', false]);
  const laptop = presetNamed('laptop');
  const backbone = pretrainedPrefix(run.bucket, 'backbone', 'tiny-vit');
  expect(await home.read<Plan>(uri)).toEqual({
    version: 1,
    category: 'mug',
    seed: 7,
    preset: { name: 'laptop', version: laptop.version },
    backbone: { name: 'tiny-vit', uri: backbone, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    generator: null,
    stages: { priors: null, generate: null, compose: laptop.compose, represent: laptop.represent },
    promotion: laptop.promotion,
    promote: 'better-or-unjudged',
  });
  expect(await home.record()).toMatchObject({ status: 'generating', plan: uri, gsi1pk: 'T#acme#generating' });
});

test('planning again writes the same plan', async () => {
  const { uri } = await plan({ preset: 'laptop-dreambooth' });
  const text = await home.ports.objects.get(uri);
  await plan({ preset: 'laptop-dreambooth' });
  expect(await home.ports.objects.get(uri)).toEqual(text);
});

test('the category is the one that the photos were accepted under', async () => {
  const { uri } = await plan({ category: '  running   shoe ' });
  expect((await home.read<Plan>(uri)).category).toBe('running shoe');
});

describe('a preset with a generator', () => {
  const preset = 'laptop-dreambooth';
  const generatorOf = async (
    change: Partial<Upload> = {},
    of = run,
    writer: CaptionWriter | null = null,
  ): Promise<PlannedGenerator> => {
    const { uri, generate } = await plan({ preset, ...change }, of, writer);
    const { generator } = await home.read<Plan>(uri);
    if (!generate || generator === null) throw new Error('a generator');
    return generator;
  };

  test('has all four stages', async () => {
    const { uri } = await plan({ preset });
    const { priors, generate, compose, represent } = presetNamed(preset);
    expect((await home.read<Plan>(uri)).stages).toEqual({ priors, generate, compose, represent });
  });

  test('has captions, which lie under their digest', async () => {
    const { captions } = await generatorOf();
    const text = new TextDecoder().decode(await home.ports.objects.get(`${captions.uri}captions.json`));
    expect(sha256(text)).toBe(captions.digest);
    expect(captions.uri.endsWith(`/captions/${captions.digest}/`)).toBe(true);
    const { category, source, fallback, captions: sentences } = JSON.parse(text) as Captions;
    expect({ category, source, fallback }).toEqual({
      category: 'mug',
      source: captions.source,
      fallback: captions.fallback,
    });
    expect(sentences).toHaveLength(100);
  });

  test('says in the record of the run where its captions are from', async () => {
    const { captions } = await generatorOf();
    const { source, fallback } = captions;
    expect(await home.record()).toMatchObject({ captions: { source, fallback } });
  });

  test('has the same captions for a listed category, whoever asks and with whatever seed', async () => {
    const [mine, theirs] = [await generatorOf(), await generatorOf({ seed: 99 }, another)];
    expect(theirs).toEqual(mine);
    expect(mine).toMatchObject({ shared: true });
    expect(mine.captions.uri).toContain('s3://likeness-test/priors/tiny-sd/mug/captions/');
  });

  test.each([
    ['mug', 'MUG'],
    ['t-shirt', 'T Shirt'],
    ['coffee mug', 'Coffee-Mug'],
  ])('has the captions of %s for %s too, so that both find the same priors', async (listed, written) => {
    const [mine, theirs] = [await generatorOf({ category: listed }), await generatorOf({ category: written }, another)];
    expect(theirs).toEqual(mine);
    expect((await home.read<Plan>(planUri(another))).category).toBe(written);
  });

  test("keeps the captions of a category of the tenant's own with the tenant", async () => {
    const category = 'Grandmother’s gnome';
    const [mine, theirs] = [await generatorOf({ category }), await generatorOf({ category }, another)];
    expect(mine.shared).toBe(false);
    expect(mine.captions.digest).toBe(theirs.captions.digest);
    expect(mine.captions.uri).toContain('/tenants/acme/priors/tiny-sd/');
    expect(theirs.captions.uri).toContain('/tenants/other/priors/tiny-sd/');
    expect(await home.ports.objects.list('s3://likeness-test/priors/')).toEqual([]);
  });
});

describe('captions of a language model', () => {
  const preset = 'laptop-dreambooth';
  const captionsOf = async (writer: CaptionWriter | null, of = run) => {
    const { uri } = await plan({ preset }, of, writer);
    return (await home.read<Plan>(uri)).generator?.captions;
  };
  /** Says something else each time it is asked. */
  const talkative = (): CaptionWriter => {
    let times = 0;
    return {
      write: async () => {
        times += 1;
        return Array.from(
          { length: 130 },
          (_, n) => `${n + 1}. <new1> mug on ${wordsOf(n)} in visit ${wordsOf(times)}`,
        );
      },
    };
  };
  const wordsOf = (n: number) => [...String(n)].map((digit) => digits[Number(digit)]).join(' and ');
  const digits = ['nought', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  const broken: CaptionWriter = { write: () => Promise.reject(new Error('busy')) };

  test('are used where there is one', async () => {
    expect(await captionsOf(talkative())).toMatchObject({ source: 'language-model', fallback: null });
    expect(await home.record()).toMatchObject({ captions: { source: 'language-model', fallback: null } });
  });

  test('stay as they were first written, so that the priors are found again', async () => {
    const writer = talkative();
    const first = await captionsOf(writer);
    expect(await captionsOf(writer, another)).toEqual(first);
  });

  test('are asked for again after a failure, which the record tells of', async () => {
    const failed = await captionsOf(broken);
    expect(failed).toMatchObject({ source: 'grammar', fallback: expect.stringContaining('language model') });
    expect(await home.record()).toMatchObject({ captions: { source: 'grammar', fallback: failed?.fallback } });
    expect(await captionsOf(talkative(), another)).toMatchObject({ source: 'language-model', fallback: null });
  });

  test('that failed leave the captions there would be without a model, whatever the failure was', async () => {
    const refused = { write: () => Promise.reject(new RangeError('no')) };
    const without = await captionsOf(null);
    for (const writer of [broken, refused]) {
      const failed = await captionsOf(writer, another);
      expect({ ...failed, fallback: null }).toEqual(without);
      expect(failed?.fallback).toContain('language model');
    }
  });

  test('are not used where there is no model any more', async () => {
    await captionsOf(talkative());
    expect(await captionsOf(null, another)).toMatchObject({ source: 'grammar', fallback: null });
  });
});

test('the plan has the policy that was asked for', async () => {
  const { uri } = await plan({ promote: 'always' });
  expect((await home.read<Plan>(uri)).promote).toBe('always');
});

test('a policy that is none is refused before anything is written', async () => {
  await expect(plan({ promote: 'sometimes' })).rejects.toMatchObject({
    code: 'OptionInvalid',
    message: expect.stringContaining("always, never; not 'sometimes'"),
  });
  expect(await home.ports.objects.head(planUri(run))).toBeUndefined();
});

test.each([
  ['mae', 'SetupIncomplete', 'Run: likeness models pull mae-base and likeness models pull sd15'],
  ['nonesuch', 'PresetUnknown', 'nonesuch'],
  ['toString', 'PresetUnknown', 'toString'],
  ['paper', 'SetupIncomplete', 'Run: likeness models pull dinov2-base and likeness models pull sd15'],
  ['fast', 'SetupIncomplete', 'Run: likeness models pull dinov2-base'],
])('the preset %s is refused as %s before anything is written', async (preset, code, words) => {
  const refusal = { name: code, code, fault: 'user', message: expect.stringContaining(words) };
  await expect(plan({ preset })).rejects.toMatchObject(refusal);
  expect(await home.ports.objects.head(planUri(run))).toBeUndefined();
  expect(await home.record()).toMatchObject({ status: 'validating' });
});
