import type { NewRun, RunDetail } from '@likeness/client';

/** What a run was asked for, to ask for it again. What is not known of it is left to the service. */
export function sameSettings({
  preset,
  changes,
  seed,
  promote,
  lend,
  cost: { limit },
}: RunDetail): Omit<NewRun, 'upload'> {
  return {
    preset,
    changes,
    seed,
    ...(promote !== null && { promote }),
    ...(lend !== null && { lend }),
    ...(limit !== null && { costLimit: limit }),
  };
}

/** What the endpoint will answer by once the run is over, by when it is promoted. */
export const servingWords: Readonly<Record<NonNullable<NewRun['promote']>, string>> = {
  better: 'The endpoint answers by the new adapter if that is judged better than the base.',
  'better-or-unjudged':
    'The endpoint answers by the new adapter if that is judged better than the base, or where too few photos are there to judge.',
  always: 'The endpoint answers by the new adapter, however it is judged.',
  never: 'The endpoint stays as it is: you can promote the new adapter yourself.',
};
