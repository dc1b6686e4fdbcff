import { z } from 'zod';
import { type Changes, changedPreset, changesSchema, type SettingValue, settingSchema } from './changes.ts';
import { InputError } from './errors.ts';
import { NAME } from './keys.ts';
import { experimentMetrics, isOfOtherSubjects } from './other-subjects.ts';
import { type Preset, presetNamed } from './presets.ts';
import { photoLimits } from './upload.ts';

const most = photoLimits.most.reference;
const referenceCount = z.int().min(photoLimits.fewest).max(most);
const subjectName = z.string().min(1);
const ofOtherSubjects = 'other-subjects';

/** What an experiment's file says. Every number of runs is a product: arms, subjects, choices and seeds. */
export const experimentSchema = z.strictObject({
  /** Of the experiment's folder and its report. */
  name: z.string().regex(NAME, 'small letters, digits and hyphens, for example temperature-sweep'),
  /** A sentence: what the experiment is to tell. */
  question: z.string().min(1),
  preset: z.string(),
  /** Fields and their values, each with each. */
  vary: z.record(z.string(), z.array(settingSchema).min(1)).default({}),
  /** Named sets of fields. With `vary`, each arm has each of its values. The first arm is what others are compared to. */
  arms: z.record(z.string().min(1), changesSchema).default({}),
  subjects: z
    .strictObject({
      /** Relative to the file; the folder that LIKENESS_PHOTOS names unless given. */
      folder: z.string().min(1).optional(),
      only: z.array(subjectName).min(1).optional(),
      not: z.array(subjectName).default([]),
    })
    .prefault({}),
  /** How many photos of a subject train; the rest of them judge. */
  references: referenceCount.default(3),
  /** Draws of references a subject. */
  choices: z.int().min(1).max(1000).default(1),
  seeds: z
    .array(z.int().min(0).max(999_999_999))
    .min(1)
    .refine((seeds) => new Set(seeds).size === seeds.length, 'no seed twice')
    .default([0]),
  /** Photos of other things: every other subject's of the folder, or those of a folder, relative to the file. */
  others: z.string().min(1).default(ofOtherSubjects),
  /**
   * Photos that train as hard negatives, in every arm the same: of each other subject of the category the first half of
   * its photos by name. They are taken out of `others`.
   */
  lookAlikes: z.enum(['none', 'same-category']).default('none'),
  /** The plotted ones. */
  metrics: z.array(z.enum(experimentMetrics)).min(1).default(['averagePrecisionOneReference']),
  /** The field, varied over numbers, that is the x axis; by default there are bars. */
  axis: z.string().optional(),
});
export type ExperimentFile = z.infer<typeof experimentSchema>;

/** One setting of everything that the experiment compares. */
export interface Arm {
  readonly name: string;
  /** What tells it from the others, as the file has it. */
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly presetName: string;
  readonly changes: Changes;
  /** The preset with the changes. */
  readonly preset: Preset;
  readonly references: number;
}

/** Where in the file something is wrong. */
export type FilePath = readonly (string | number)[];

/** A mistake in a file; whoever has the file says in which line. */
export class FileProblem extends Error {
  readonly path: FilePath;
  readonly problem: InputError;

  constructor(path: FilePath, problem: InputError) {
    super(problem.message, { cause: problem });
    this.path = path;
    this.problem = problem;
  }
}

interface Assignment {
  readonly field: string;
  readonly value: SettingValue;
  readonly path: FilePath;
}

/**
 * Everything that the file's `arms` and `vary` come to, in the file's order.
 * @throws FileProblem for fields and values that the preset can't have
 */
export function armsOf(file: ExperimentFile): Arm[] {
  const named = Object.entries(file.arms).map(([name, changes]) => ({
    name,
    set: Object.entries(changes).map(([field, value]): Assignment => ({ field, value, path: ['arms', name, field] })),
  }));
  const starts = named.length === 0 ? [{ name: '', set: [] as Assignment[] }] : named;
  const label = shortLabels(Object.keys(file.vary));
  const arms = starts.flatMap(({ name, set }) =>
    products(file.vary).map((varied) => {
      const told = varied.map(({ field, value }) => `${label(field)} ${shown(value)}`);
      return armOf(file, [name, ...told].filter(Boolean).join(', ') || file.preset, [...set, ...varied]);
    }),
  );
  checkNames(arms);
  checkAxis(file, arms);
  checkMetrics(file);
  return arms;
}

/** Each value of each field with each other's: the last field changes fastest. */
function products(vary: ExperimentFile['vary']): Assignment[][] {
  return Object.entries(vary).reduce<Assignment[][]>(
    (rows, [field, values]) =>
      rows.flatMap((row) => values.map((value, index) => [...row, { field, value, path: ['vary', field, index] }])),
    [[]],
  );
}

function armOf(file: ExperimentFile, name: string, set: readonly Assignment[]): Arm {
  const values: Record<string, SettingValue> = {};
  for (const { field, value, path } of set) {
    if (Object.hasOwn(values, field)) {
      throw new FileProblem(path, new InputError('OptionInvalid', `${field} is in arms and in vary. Take one out.`));
    }
    values[field] = value;
  }
  const { preset: presetName = file.preset, references = file.references, ...changes } = values;
  const pathOf = (field: string): FilePath => set.find((one) => one.field === field)?.path ?? [field];
  let preset = at(pathOf('preset'), () => presetNamed(String(presetName)));
  for (const [field, value] of Object.entries(changes)) {
    preset = at(pathOf(field), () => changedPreset(preset, { [field]: value }));
  }
  const count = at(pathOf('references'), () => countOf(references));
  return { name, values, presetName: String(presetName), changes, preset, references: count };
}

function countOf(references: SettingValue): number {
  const parsed = referenceCount.safeParse(references);
  if (parsed.success) return parsed.data;
  const message = `references is ${JSON.stringify(references)}: it must be a whole number from ${photoLimits.fewest} to ${most}.`;
  throw new InputError('OptionInvalid', message);
}

function at<T>(path: FilePath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw new FileProblem(path, error);
    throw error;
  }
}

/** The last word of a field's path where that says which field it is. */
function shortLabels(fields: readonly string[]): (field: string) => string {
  const last = (field: string): string => field.slice(field.lastIndexOf('.') + 1);
  return (field) => (fields.filter((other) => last(other) === last(field)).length > 1 ? field : last(field));
}

const shown = (value: SettingValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function checkNames(arms: readonly Arm[]): void {
  const twice = arms.find(({ name }, index) => arms.findIndex((other) => other.name === name) < index);
  if (twice === undefined) return;
  throw new FileProblem(['vary'], new InputError('OptionInvalid', `Two arms are "${twice.name}". Take one out.`));
}

function checkAxis({ axis, vary }: ExperimentFile, arms: readonly Arm[]): void {
  if (axis === undefined) return;
  const isNumeric = arms.every(({ values }) => typeof values[axis] === 'number');
  if (isNumeric) return;
  const fields = Object.keys(vary).join(', ') || 'none';
  const message = `The axis ${axis} is no field that every arm has a number for. Varied fields: ${fields}.`;
  throw new FileProblem(['axis'], new InputError('OptionInvalid', message));
}

/** A folder's photos are of nobody in particular. */
function checkMetrics({ metrics, others }: ExperimentFile): void {
  const index = metrics.findIndex(isOfOtherSubjects);
  if (index < 0 || others === ofOtherSubjects) return;
  const message = `${metrics[index]} is measured on the other subjects, and others is a folder. Take one of the two out.`;
  throw new FileProblem(['metrics', index], new InputError('OptionInvalid', message));
}
