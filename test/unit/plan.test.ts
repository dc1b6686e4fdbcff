import { create } from '../../functions/plan/handler.ts';
import { planUri } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import { handlerHome, run, testHome, upload } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

async function plan(change: Partial<Upload> = {}) {
  await home.begin('validating');
  await home.put(run.upload, upload(change));
  return create(home.ports, testHome)({ run, accepted: { uri: 's3://likeness-test/accepted.json' } });
}

test('the plan is the preset made concrete, under the run, and the run goes on to generating', async () => {
  const { uri, preset, generate } = await plan();
  expect([uri, preset, generate]).toEqual([planUri(run), 'laptop', false]);
  const laptop = presetNamed('laptop');
  expect(await home.read<Plan>(uri)).toEqual({
    version: 1,
    category: 'mug',
    seed: 7,
    preset: { name: 'laptop', version: laptop.version },
    backbone: laptop.backbone,
    stages: { generate: null, compose: laptop.compose, represent: laptop.represent },
    promotion: laptop.promotion,
  });
  expect(await home.record()).toMatchObject({ status: 'generating', plan: uri, gsi1pk: 'T#acme#generating' });
});

test('planning again writes the same plan', async () => {
  const { uri } = await plan();
  const text = await home.ports.objects.get(uri);
  await plan();
  expect(await home.ports.objects.get(uri)).toEqual(text);
});

test('the category is the one that the photos were accepted under', async () => {
  const { uri } = await plan({ category: '  running   shoe ' });
  expect((await home.read<Plan>(uri)).category).toBe('running shoe');
});

test.each([
  ['paper', 'PresetUnavailable'],
  ['mae', 'PresetUnavailable'],
  ['nonesuch', 'PresetUnknown'],
  ['toString', 'PresetUnknown'],
])('the preset %s is refused as %s before anything is written', async (preset, code) => {
  await expect(plan({ preset })).rejects.toMatchObject({ name: code, code, fault: 'user' });
  expect(await home.ports.objects.head(planUri(run))).toBeUndefined();
  expect(await home.record()).toMatchObject({ status: 'validating' });
});
