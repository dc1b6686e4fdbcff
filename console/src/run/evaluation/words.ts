import { type components, isOver, type RunDetail } from '@likeness/client';
import type { Figure } from '../verdict-figures.ts';

export type Evaluation = components['schemas']['Evaluation'];

/** What each figure means, for who has never met it. Names are those of the verdict. */
export const metricMeans: Readonly<Record<string, string>> = {
  'Average precision with one reference':
    'Given one reference photo, how far in front of the photos of other things the subject’s own come. 1: all of them first. The verdict goes by this.',
  'Average precision': 'The same, given all the reference photos together.',
  NDCG: 'Each held-out photo looks for the reference photos: how near the front they come, the first places counting most. 1: all in front.',
  'Margin to the nearest other thing':
    'How far the held-out photos’ mean score is above that of the other thing that scores best. Above 0 they are ahead of all others on average, and single ones may still be behind.',
};

type Tasks = NonNullable<Evaluation['dense']>['tasks'];

const taskNames: Readonly<Record<string, string>> = {
  segmentation: 'Outline (segmentation)',
  detection: 'Box around it (detection)',
};

export const taskName = (task: string): string => taskNames[task] ?? task;

/** How well the thing is found, as figures to draw. */
export const taskFigures = (tasks: Tasks): Figure[] =>
  Object.entries(tasks).map(([task, comparison]) => ({ ...comparison, name: taskName(task) }));

type Diagnosis = NonNullable<Evaluation['diagnoses']>[number];

export const diagnosisWords: Readonly<Record<Diagnosis['code'], { readonly title: string; readonly help: string }>> = {
  'no-localisation': {
    title: 'It learnt which thing it is, but not where it is',
    help: 'Photos with a mask and images of Cut-and-Paste say where the thing is. Give some, or let more of them train, and run again.',
  },
  plateau: {
    title: 'More images of the same kind would hardly help',
    help: 'Add photos of the subject from other sides, in other light and other places. More images of these sources would cost time, and most likely change little.',
  },
};

/** Which diagnoses were looked for in vain, and which could not be looked for. */
export function otherDiagnoses({ diagnoses, examined }: Evaluation): { unfound: string[]; unknown: string[] } {
  const codes = Object.keys(diagnosisWords) as Diagnosis['code'][];
  const rest = codes.filter((code) => !(diagnoses ?? []).some((one) => one.code === code));
  const titles = (of: Diagnosis['code'][]): string[] => of.map((code) => diagnosisWords[code].title);
  return {
    unfound: titles(rest.filter((code) => examined?.includes(code))),
    unknown: titles(rest.filter((code) => !examined?.includes(code))),
  };
}

export const protocolMeans = {
  'held-out': 'By held-out photos, on which nothing was trained.',
  'cross-validation':
    'By cross-validation: there were no held-out photos, so reference photos were left out in turn, and an adapter that never saw them was judged by them.',
} as const;

const separations: Readonly<Record<string, string>> = {
  'saw no held-out photo': 'The generator saw no held-out photo.',
  'left out of the folds': 'Its images trained no adapter that was judged, since they descend from every photo.',
};

/** How photos that judge were kept from what draws images. */
export const separationText = (separation: string): string => separations[separation] ?? separation;

type Effect = NonNullable<Evaluation['effects']>[number];

/** What a source is worth, in a word: the interval has to be clear of 0. */
export function effectText({ difference, interval }: Pick<Effect, 'difference' | 'interval'>): string {
  if (interval === null) return difference > 0 ? 'Seems to help' : 'Seems not to help';
  const [low, high] = interval;
  if (low > 0) return 'Helps';
  return high < 0 ? 'Does harm' : 'No clear difference';
}

/** Why there is no evaluation to show. */
export function whyNone({ status }: Pick<RunDetail, 'status'>): string {
  if (!isOver({ status })) return 'It is judged once the adapter is trained. The figures come here by themselves.';
  return status === 'failed' || status === 'cancelled'
    ? 'The run ended before anything was judged. A retry goes on from what it finished.'
    : 'Nothing of it was kept.';
}
