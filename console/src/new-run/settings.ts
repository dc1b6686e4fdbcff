import type { components, NewRun } from '@likeness/client';
import { microsOf } from '../formats/money.ts';

type Policy = NonNullable<components['schemas']['NewRun']['promote']>;

/** What a run is asked to be, besides its photos. */
export interface Settings {
  /** Null until presets are known. */
  readonly preset: string | null;
  readonly promote: Policy;
  /** As typed, in dollars; empty for no limit. */
  readonly costLimit: string;
  readonly trainLookAlikes: boolean;
  readonly lend: boolean;
}

export const usual: Settings = {
  preset: null,
  promote: 'better-or-unjudged',
  costLimit: '',
  trainLookAlikes: true,
  lend: false,
};

export const policies: readonly { readonly value: Policy; readonly label: string; readonly description: string }[] = [
  {
    value: 'better-or-unjudged',
    label: 'If it is better, or nothing could be judged',
    description: 'The usual choice. An answer by a model that was not judged is marked as such.',
  },
  { value: 'better', label: 'Only if it is better', description: 'Judged, and clearly better than the base.' },
  { value: 'never', label: 'Never', description: 'You decide once you have seen the verdict.' },
  { value: 'always', label: 'Always', description: 'Whatever the verdict says.' },
];

/** Of the other things that are told apart in a step. */
const lookAlikeShare = 0.25;

/** What is in the way of a run; null for nothing. */
export function settingsProblem({ preset, costLimit }: Settings): string | null {
  if (preset === null) return 'There is no preset that can be had here.';
  if (microsOf(costLimit) === undefined) return 'Give the cost limit as an amount, such as 2.50, or leave it empty.';
  return null;
}

/** What is sent; null where a field is not as it must be. */
export function runOf(upload: string, settings: Settings, hasLookAlikes: boolean): NewRun | null {
  const { preset, promote, trainLookAlikes, lend } = settings;
  const limit = microsOf(settings.costLimit);
  if (preset === null || limit === undefined) return null;
  return {
    ...{ upload, preset, promote, lend, seed: 0 },
    ...(hasLookAlikes && trainLookAlikes && { changes: { 'represent.hard_negatives': lookAlikeShare } }),
    ...(limit !== null && { costLimit: limit }),
  };
}
