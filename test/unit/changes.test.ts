import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { create } from '../../functions/plan/handler.ts';
import { changedPreset, changeOf, fieldKinds } from '../../lib/domain/changes.ts';
import { planUri, runKey } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { jobSettings } from '../../lib/domain/presets/settings.ts';
import { presetNamed, presetNames } from '../../lib/domain/presets.ts';
import { stages } from '../../lib/domain/training-job.ts';
import { uploadSchema } from '../../lib/domain/upload.ts';
import { installation, pythonEnvironment } from '../../lib/local/installation.ts';
import { handlerHome, run, testHome, upload } from '../fixtures/handlers.ts';

const laptop = presetNamed('laptop');
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

test('a change is in its field and nowhere else', () => {
  const changed = changedPreset(laptop, { 'represent.temperature': 0.1, 'compose.scale': [0.5, 0.6] });
  expect(changed.represent).toEqual({ ...laptop.represent, temperature: 0.1 });
  expect(changed.compose).toEqual({ ...laptop.compose, scale: [0.5, 0.6] });
  expect({ ...changed, represent: laptop.represent, compose: laptop.compose }).toEqual(laptop);
});

test("what the preset does not say is the job's default, and can be changed too", () => {
  expect(changedPreset(laptop, { 'represent.positives_from': 'real' }).represent.positives_from).toBe('real');
  expect(changedPreset(laptop, { 'promotion.minimumDifference': 0.5 }).promotion.minimumDifference).toBe(0.5);
});

test('every value that a preset has is of the type that its field has', () => {
  for (const preset of presetNames().map(presetNamed)) {
    for (const stage of stages) {
      const changes = Object.entries(preset[stage] ?? {}).map(([name, value]) => [`${stage}.${name}`, value]);
      expect(changedPreset(preset, Object.fromEntries(changes))).toEqual(preset);
    }
  }
});

test('changes of different fields can be made in any order', () => {
  const changes = [
    ['represent.steps', 2],
    ['represent.rank', 4],
    ['compose.flip', 0],
    ['promotion.intervalAbove', 1],
  ] as const;
  const whole = changedPreset(laptop, Object.fromEntries(changes));
  fc.assert(
    fc.property(fc.shuffledSubarray([...changes], { minLength: changes.length }), (order) => {
      expect(changedPreset(laptop, Object.fromEntries(order))).toEqual(whole);
    }),
  );
});

test.each([
  ['represent.temperatur', 0.1, 'OptionUnknown', /Nearest: represent\.temperature,/],
  ['steps', 1, 'OptionUnknown', /(generate|represent)\.steps/],
  ['represent.seed', 1, 'OptionUnknown', /one seed for all its jobs/],
  ['represent.toString', 1, 'OptionUnknown', /no field/],
  ['represent.steps', 1.5, 'OptionInvalid', /must be a whole number/],
  ['represent.temperature', 'hot', 'OptionInvalid', /is "hot": it must be a number/],
  ['represent.targets', 'q_proj', 'OptionInvalid', /a list of words/],
  ['represent.fused_qkv', null, 'OptionInvalid', /true or false/],
  ['generate.guidance', 5, 'OptionInvalid', /laptop has no generate job/],
  ['generator', 'sd15', 'OptionInvalid', /laptop has no generator/],
  ['wording', 'paper', 'OptionInvalid', /laptop has no generator/],
  ['wording', 'loud', 'OptionInvalid', /plain, paper/],
] as const)('%s = %j is refused as %s', (field, value, code, message) => {
  const changes = { [field]: value as never };
  expect(() => changedPreset(laptop, changes)).toThrow(refusal(code, message));
});

test.each([
  ['represent.steps=60', 'represent.steps', 60],
  ['compose.scale=[0.3, 0.9]', 'compose.scale', [0.3, 0.9]],
  ['represent.loss=multi_positive', 'represent.loss', 'multi_positive'],
  ['represent.fused_qkv=true', 'represent.fused_qkv', true],
  ['represent.blocks=null', 'represent.blocks', null],
])('the command line has %s', (text, field, value) => {
  expect(changeOf(text)).toEqual([field, value]);
});

test.each(['', 'represent.steps', '=3', 'represent.steps=', 'represent.steps={"a":1}'])("'%s' is no change", (text) => {
  expect(() => changeOf(text)).toThrow(refusal('OptionInvalid', /./));
});

test("the fields of a job are its program's settings, but for the run's seed", () => {
  const program = `
import dataclasses, json
from likeness_ml.compose.recipe import Recipe
from likeness_ml.curation.rule import Rule
from likeness_ml.dreambooth.settings import Settings as Generate
from likeness_ml.generator.sampling import Sampling
from likeness_ml.priors.settings import Settings as Priors
from likeness_ml.represent.settings import Settings as Represent
names = lambda *kinds: sorted({one.name for kind in kinds for one in dataclasses.fields(kind)} - {"sampling"})
print(json.dumps({"priors": names(Priors, Sampling), "generate": names(Generate), "compose": names(Recipe), "represent": names(Rule, Represent)}))
`;
  const here = installation();
  const said = execFileSync(here.python, ['-c', program], { env: pythonEnvironment(here), encoding: 'utf8' });
  const programs = JSON.parse(said) as Record<string, string[]>;
  for (const stage of stages) {
    const wanted = programs[stage]?.filter((name) => stage === 'priors' || name !== 'seed');
    expect(Object.keys(jobSettings[stage]).sort()).toEqual(wanted);
  }
  expect(fieldKinds.get('represent.temperature')).toBe('number');
});

describe('a run', () => {
  let home: ReturnType<typeof handlerHome>;
  beforeEach(async () => {
    home = handlerHome();
    await home.provide('backbone', 'tiny-vit');
    await home.ports.records.create({ ...runKey(run), status: 'validating', run: run.run });
  });
  afterEach(() => home.close());
  const plan = () => create(home.ports, testHome)({ run, accepted: { uri: 's3://likeness-test/accepted.json' } });

  test('is planned with the changes of its upload, which the plan names', async () => {
    const changes = { 'represent.temperature': 0.1 };
    await home.put(run.upload, upload({ changes }));
    await plan();
    const { stages: planned, changes: told } = await home.read<Plan>(planUri(run));
    expect(planned.represent).toEqual({ ...laptop.represent, temperature: 0.1 });
    expect(told).toEqual(changes);
  });

  test('with a change that its preset can not have is refused by the plan', async () => {
    await home.put(run.upload, upload({ changes: { 'represent.heat': 1 } }));
    await expect(plan()).rejects.toThrow(refusal('OptionUnknown', /represent\.heat/));
  });

  test('has no changes that JSON or a hyperparameter could not carry', () => {
    const given = (value: unknown) => uploadSchema.safeParse({ ...upload(), changes: { 'represent.steps': value } });
    expect(given(1).success).toBe(true);
    for (const value of [Number.NaN, { a: 1 }, [[1]], 'a'.repeat(201)]) expect(given(value).success).toBe(false);
  });
});
