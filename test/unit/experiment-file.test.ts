import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExperiment } from '../../lib/local/experiment-file.ts';

const head = 'name: a\nquestion: Is it?\npreset: laptop\n';
const parse = (rest: string) => parseExperiment(`${head}${rest}`, 'a.yaml');
const names = (rest: string): string[] => parse(rest).compared.map(({ name }) => name);
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

test('without fields there is one arm, the preset', () => {
  expect(parse('').compared).toMatchObject([{ name: 'laptop', changes: {}, references: 3, presetName: 'laptop' }]);
});

test('varied fields are taken each with each, the last changing fastest', () => {
  expect(names('vary: {represent.rank: [4, 8], compose.light: [none, match]}')).toEqual([
    'rank 4, light none',
    'rank 4, light match',
    'rank 8, light none',
    'rank 8, light match',
  ]);
});

test('fields whose last words are one are told by their paths', () => {
  expect(names('vary: {represent.side: [64], compose.side: [32]}')).toEqual(['represent.side 64, compose.side 32']);
});

test('named arms are taken with each varied value', () => {
  const { compared } = parse(
    'arms: {free: {represent.preservation: 0}, held: {}}\nvary: {references: [2, 4]}\naxis: references',
  );
  expect(compared.map(({ name, references }) => [name, references])).toEqual([
    ['free, references 2', 2],
    ['free, references 4', 4],
    ['held, references 2', 2],
    ['held, references 4', 4],
  ]);
  expect(compared[0]?.changes).toEqual({ 'represent.preservation': 0 });
});

test('an arm may have another preset, and fields of that', () => {
  const { compared } = parse('arms: {a: {}, b: {generate.guidance: 4, preset: laptop-dreambooth}}');
  expect(compared[1]).toMatchObject({ presetName: 'laptop-dreambooth', preset: { generate: { guidance: 4 } } });
});

test.each([
  [
    'vary: {represent.temperatur: [1]}',
    'OptionUnknown',
    /^a\.yaml:4: vary\.represent\.temperatur\.0: .*represent\.temperature/,
  ],
  ['vary:\n  represent.steps: [1, 2.5]', 'OptionInvalid', /^a\.yaml:5: vary\.represent\.steps\.1: /],
  ['arms:\n  a:\n    represent.steps: x', 'OptionInvalid', /^a\.yaml:6: arms\.a\.represent\.steps: /],
  ['arms: {a: {preset: desktop}}', 'PresetUnknown', /^a\.yaml:4: arms\.a\.preset: /],
  ['arms: {a: {references: 0}}', 'OptionInvalid', /^a\.yaml:4: .*whole number from 1/],
  ['references: 0', 'OptionInvalid', /^a\.yaml:4: references: /],
  ['vary: {represent.steps: []}', 'OptionInvalid', /^a\.yaml:4: vary\.represent\.steps: /],
  ['vary: {represent.steps: [1, 1]}', 'OptionInvalid', /Two arms are "steps 1"/],
  ['arms: {a: {represent.steps: 1}}\nvary: {represent.steps: [2]}', 'OptionInvalid', /in arms and in vary/],
  ['axis: represent.steps', 'OptionInvalid', /^a\.yaml:4: axis: /],
  ['metrics: [accuracy]', 'OptionInvalid', /^a\.yaml:4: metrics\.0: /],
  [
    'others: things\nmetrics: [ndcg, otherThings]',
    'OptionInvalid',
    /^a\.yaml:5: metrics\.1: otherThings is measured on/,
  ],
  ['seeds: [1, 1]', 'OptionInvalid', /seeds: no seed twice/],
  ['lookAlikes: some', 'OptionInvalid', /^a\.yaml:4: lookAlikes: /],
  ['choice: 2', 'OptionUnknown', /^a\.yaml:4: choice: .*Nearest: choices/],
  ['subjects: {onyl: [a]}', 'OptionUnknown', /^a\.yaml:4: subjects\.onyl: .*Nearest: only/],
  ['vary: [', 'OptionInvalid', /^a\.yaml:\d: /],
  ['seeds: [0]\nseeds: [1]', 'OptionInvalid', /^a\.yaml:5: .*unique/i],
])('%j is refused as %s, with its line', (rest, code, message) => {
  expect(() => parse(rest)).toThrow(refusal(code, message));
});

test('a preset that there is not is told in its line', () => {
  expect(() => parseExperiment(head.replace('laptop', 'desktop'), 'a.yaml')).toThrow(
    refusal('PresetUnknown', /^a\.yaml:3: preset: /),
  );
});

const folder = join(import.meta.dirname, '..', '..', 'docs', 'experiments');
test.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))(
  'docs/experiments/%s is an experiment',
  (name) => {
    const experiment = parseExperiment(readFileSync(join(folder, name), 'utf8'), name);
    expect(experiment.name).toBe(name.replace('.yaml', ''));
  },
);
