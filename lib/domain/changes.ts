import { z } from 'zod';
import { InputError } from './errors.ts';
import { nearest } from './nearest.ts';
import { jobSettings, type SettingKind } from './presets/settings.ts';
import type { Preset } from './presets.ts';
import { type Stage, stages } from './training-job.ts';

export const settingSchema = z.union([
  z.number(),
  z.string().max(200),
  z.boolean(),
  z.null(),
  z.array(z.union([z.number(), z.string().max(200)])).max(100),
]);
export type SettingValue = z.infer<typeof settingSchema>;

/** Fields of a preset by their paths, and what they are to be: `{"represent.temperature": 0.1}`. */
export const changesSchema = z.record(z.string(), settingSchema);
export type Changes = Readonly<Record<string, SettingValue>>;

const presetFields: Readonly<Record<string, SettingKind>> = {
  backbone: 'word',
  generator: 'word',
  wording: 'word',
  'promotion.minimumDifference': 'number',
  'promotion.intervalAbove': 'number',
  'promotion.toleratedNdcgLoss': 'number',
  'promotion.toleratedMarginLoss': 'number',
};

const jobFields = stages.flatMap((stage) =>
  Object.entries(jobSettings[stage]).map(([name, kind]) => [`${stage}.${name}`, kind] as const),
);

/** Every field that a run can change, by its path, and what its value is. */
export const fieldKinds: ReadonlyMap<string, SettingKind> = new Map([...Object.entries(presetFields), ...jobFields]);

const wordings: readonly SettingValue[] = ['plain', 'paper'];

/**
 * The preset with other values in some of its fields. What a preset does not say is the job's default, which a change
 * may replace too; ranges are checked by the jobs.
 * @throws InputError `OptionUnknown` for a field that there is not, naming the nearest; `OptionInvalid` for a value of
 *   another type than the field's, and for a field of a job that the preset does not have
 */
export function changedPreset(preset: Preset, changes: Changes): Preset {
  let result = preset;
  for (const [field, value] of Object.entries(changes)) result = changeOne(result, field, value);
  return result;
}

function changeOne(preset: Preset, field: string, value: SettingValue): Preset {
  checkValue(field, value);
  const [first, name] = partsOf(field);
  if (name === undefined) return changeWhole(preset, first, value);
  if (first === 'promotion') return { ...preset, promotion: { ...preset.promotion, [name]: value } };
  const settings = preset[first as Stage];
  if (settings === null) {
    throw new InputError(
      'OptionInvalid',
      `${field}: the preset ${preset.name} has no ${first} job. Take another preset.`,
    );
  }
  return { ...preset, [first]: { ...settings, [name]: value } };
}

function changeWhole(preset: Preset, field: string, value: SettingValue): Preset {
  if (field === 'wording' && !wordings.includes(value)) {
    throw new InputError('OptionInvalid', `wording is ${shown(value)}: it must be one of ${wordings.join(', ')}.`);
  }
  if (field !== 'backbone' && preset.generator === null) {
    throw new InputError('OptionInvalid', `${field}: the preset ${preset.name} has no generator. Take another preset.`);
  }
  return { ...preset, [field]: value };
}

function checkValue(field: string, value: SettingValue): void {
  const kind = fieldKinds.get(field);
  if (kind === undefined) {
    const near = nearest(field, [...fieldKinds.keys()]);
    const seed = field.endsWith('.seed') ? ' A run has one seed for all its jobs.' : '';
    throw new InputError('OptionUnknown', `There is no field ${field}.${seed} Nearest: ${near.join(', ')}.`);
  }
  if (fits(value, kind)) return;
  throw new InputError('OptionInvalid', `${field} is ${shown(value)}: it must be ${told[kind]}.`);
}

function fits(value: SettingValue, kind: SettingKind): boolean {
  switch (kind) {
    case 'whole':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'word':
      return typeof value === 'string' && value !== '';
    case 'switch':
      return typeof value === 'boolean';
    case 'numbers':
      return Array.isArray(value) && value.every((one) => typeof one === 'number');
    case 'words':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return value === null || fits(value, kind.slice(0, -1) as SettingKind);
  }
}

const told: Readonly<Record<SettingKind, string>> = {
  whole: 'a whole number',
  number: 'a number',
  word: 'a word',
  switch: 'true or false',
  numbers: 'a list of numbers',
  words: 'a list of words',
  'whole?': 'a whole number or null',
  'number?': 'a number or null',
  'word?': 'a word or null',
};

const shown = (value: SettingValue): string => JSON.stringify(value);

function partsOf(field: string): [string, string?] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
}

/**
 * A change as the command line has it: `represent.steps=60`, the value as JSON or else as a word.
 * @throws InputError `OptionInvalid`
 */
export function changeOf(text: string): readonly [field: string, value: SettingValue] {
  const [, field, written] = /^([^=\s]+)=(.+)$/s.exec(text) ?? [];
  if (field === undefined || written === undefined) {
    throw new InputError('OptionInvalid', `--set takes FIELD=VALUE, for example represent.steps=60; not '${text}'.`);
  }
  const value = settingSchema.safeParse(parsed(written));
  if (!value.success) throw new InputError('OptionInvalid', `${field} is ${written}: no field has such a value.`);
  return [field, value.data];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
