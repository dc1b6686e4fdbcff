import type { Changes, SettingValue } from './changes.ts';
import { canonicalJson, type Json } from './digest.ts';
import type { Plan } from './plan.ts';
import { stages } from './training-job.ts';

/** A run's settings by the paths of their fields: `represent.steps`; what a preset leaves to the job is absent. */
export type Settings = Readonly<Record<string, SettingValue>>;

/** What a run was planned with. */
export function plannedSettings({
  preset,
  seed,
  promote,
  promotion,
  backbone,
  generator,
  stages: jobs,
}: Plan): Settings {
  return {
    preset: preset.name,
    'preset.version': preset.version,
    seed,
    promote,
    backbone: backbone.name,
    generator: generator?.name ?? null,
    ...under('promotion', { ...promotion }),
    ...Object.assign({}, ...stages.map((stage) => under(stage, jobs[stage] ?? {}))),
  };
}

/** The same of a run that came to no plan, as far as it was asked for. */
export const askedSettings = (asked: {
  readonly preset: string;
  readonly seed: number;
  readonly changes: Changes;
}): Settings => ({
  preset: asked.preset,
  seed: asked.seed,
  ...asked.changes,
});

const under = (name: string, fields: Readonly<Record<string, unknown>>): Settings =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value as SettingValue]));

export interface Difference {
  readonly field: string;
  /** One a run, in the runs' order; null also where a run does not have the field. */
  readonly values: readonly SettingValue[];
}

/** The fields that are not the same in all of these, in their order. */
export function differencesOf(all: readonly Settings[]): Difference[] {
  const fields = [...new Set(all.flatMap((settings) => Object.keys(settings)))];
  return fields
    .map((field) => ({ field, values: all.map((settings) => settings[field] ?? null) }))
    .filter(({ values }) => new Set(values.map((value) => canonicalJson(value as Json))).size > 1);
}
