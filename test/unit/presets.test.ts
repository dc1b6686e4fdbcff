import { execFileSync } from 'node:child_process';
import { catalogueModel } from '../../lib/domain/models.ts';
import { type Hyperparameters, type Preset, presetNamed, presetNames } from '../../lib/domain/presets.ts';
import { stages } from '../../lib/domain/training-job.ts';
import { installation, pythonEnvironment } from '../../lib/local/installation.ts';

const presets = presetNames().map(presetNamed);
const settingsOf = (preset: Preset): [string, Hyperparameters][] =>
  stages.flatMap((stage) => (preset[stage] === null ? [] : [[stage, preset[stage]] as [string, Hyperparameters]]));

test.each(presetNames())('the preset %s is found by its name and has a version', (name) => {
  expect(presetNamed(name)).toMatchObject({ name, version: expect.any(Number), summary: expect.any(String) });
});

test('laptop works without a generator', () => {
  expect(presetNamed('laptop')).toMatchObject({ generator: null, backbone: 'tiny-vit' });
});

test.each(presets.map((preset) => [preset.name, preset] as const))(
  '%s has a generator and its jobs, or neither',
  (_, preset) => {
    const missing = [preset.generator, preset.priors, preset.generate].filter((part) => part === null);
    expect([0, 3]).toContain(missing.length);
  },
);

test('no stage but the priors has a seed of its own: the run has one', () => {
  for (const [stage, settings] of presets.flatMap(settingsOf)) {
    expect(Object.hasOwn(settings, 'seed')).toBe(stage === 'priors');
  }
});

test('every promotion rule asks for a gain', () => {
  for (const { promotion } of presets) {
    expect(promotion.minimumDifference).toBeGreaterThan(0);
    expect(promotion.intervalAbove).toBeGreaterThanOrEqual(0);
    expect(promotion.toleratedNdcgLoss).toBeGreaterThanOrEqual(0);
    expect(promotion.toleratedMarginLoss).toBeGreaterThanOrEqual(0);
  }
});

test('settings are short enough for SageMaker, which takes 2,500 characters each and 100 of them with the seed', () => {
  for (const [, settings] of presets.flatMap(settingsOf)) {
    expect(Object.keys(settings).length).toBeLessThan(100);
    for (const value of Object.values(settings)) expect(JSON.stringify(value).length).toBeLessThanOrEqual(2500);
  }
});

test('paper has the numbers of the paper', () => {
  expect(presetNamed('paper')).toMatchObject({
    priors: { class_images: 200, guidance: 7.5, sampling_steps: 50, solver: 'pndm', resolution: 512 },
    generate: {
      ...{ method: 'full', train_text_encoder: true, steps: 400, batch: 1, learning_rate: 2e-6 },
      ...{ optimizer: 'adamw-8bit', prior_preservation: 1, class_images: 200, masked: 'none', precision: 'fp32' },
      ...{ images: 450, guidance: 5, sampling_steps: 50, solver: 'pndm', resolution: 512 },
    },
    represent: {
      ...{ steps: 564, anchors: 16, positives: 16, negatives: 16, side: 224, feature: 'cls+patch' },
      ...{ temperature: 0.07, preservation: 0, learning_rate: 3e-4, beta1: 0.5, rank: 16, alpha: 0.5, dropout: 0.3 },
      ...{ loss: 'info_nce', anchors_from: 'real', positives_from: 'synthetic', augment: 'paper', fused_qkv: true },
    },
  });
});

describe("the jobs' programs", () => {
  /** Reads the settings of every preset as the job does, and says what it refuses. */
  const reader = `
import json, sys
from importlib import import_module

def represent(given):
    rule = import_module("likeness_ml.curation.rule").Rule
    import_module("likeness_ml.represent.train").Settings.read(rule.take(given)[1])

readers = {
    "priors": lambda given: import_module("likeness_ml.priors.settings").Settings.read(given),
    "generate": lambda given: import_module("likeness_ml.dreambooth.settings").Settings.read(given),
    "compose": lambda given: import_module("likeness_ml.compose.recipe").recipe_from(given),
    "represent": represent,
}
refusals = []
for name, stage, given in json.load(sys.stdin):
    try:
        readers[stage](given)
    except Exception as error:
        refusals.append(f"{name} {stage}: {error}")
print(json.dumps(refusals))
`;

  test('take every setting of every preset', () => {
    const given = presets.flatMap((preset) =>
      settingsOf(preset).map(([stage, settings]) => {
        const strings = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)] as const);
        return [preset.name, stage, { seed: '0', ...Object.fromEntries(strings) }] as const;
      }),
    );
    const here = installation();
    const said = execFileSync(here.python, ['-c', reader], {
      input: JSON.stringify(given),
      env: pythonEnvironment(here),
      encoding: 'utf8',
    });
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toEqual([]);
  });
});

test.each([
  ['clip', 'clip-base'],
  ['mae', 'mae-base'],
])('%s is paper with another backbone, which can be pulled', (name, backbone) => {
  const { summary, ...rest } = presetNamed(name);
  expect({ ...rest, summary: '' }).toEqual({ ...presetNamed('paper'), name, backbone, summary: '' });
  expect(catalogueModel(backbone).kind).toBe('backbone');
});

test.each(['', 'Laptop', 'laptop ', 'toString', '__proto__', 'constructor'])("'%s' is no preset", (name) => {
  expect(() => presetNamed(name)).toThrow(
    expect.objectContaining({
      code: 'PresetUnknown',
      fault: 'user',
      message: `There is no preset '${name}'. Use one of: ${presetNames().join(', ')}.`,
    }),
  );
});
