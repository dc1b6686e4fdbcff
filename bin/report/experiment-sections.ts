import { diagnosisCodes } from '../../lib/domain/diagnosis.ts';
import {
  type ArmFigures,
  type FigureRun,
  figuresByArm,
  type Mean,
  meanOverSubjects,
} from '../../lib/domain/experiment-figures.ts';
import { type ExperimentMetric, isOfOtherSubjects } from '../../lib/domain/other-subjects.ts';
import { metricNames } from '../../lib/domain/verdict.ts';
import { costs } from '../experiment-costs.ts';
import type { ExperimentResult } from '../experiment-result.ts';
import { mebibytes, signed } from '../terminal/cells.ts';
import { metricLabels } from '../terminal/table.ts';
import { type AxisPoint, armsChart, lineChart } from './experiment-charts.ts';

const labels: Readonly<Record<ExperimentMetric, string>> = {
  ...metricLabels,
  otherInstances: 'average precision, other instances of the category',
  otherThings: 'average precision, things of other categories',
};

/** A part of the report, as a page of either kind shows it. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** Its first row is the head; the first column is words, the others numbers. */
  readonly table: readonly (readonly string[])[];
  readonly chart: { readonly name: string; readonly svg: string } | null;
}

/** Everything that is told of an experiment; all of it is computed from its runs. */
export function sectionsOf(result: ExperimentResult): Section[] {
  return [
    ...result.metrics.map((metric) => metricSection(result, metric)),
    categorySection(result),
    otherMetricsSection(result),
    ...(result.runs.some(({ examined }) => examined.length > 0) ? [diagnosesSection(result)] : []),
    costSection(result),
    ...(result.counts.done === result.runs.length ? [] : [missingSection(result)]),
  ];
}

const names = ({ arms }: ExperimentResult): string[] => arms.map(({ name }) => name);

const ofOthersTold =
  "Measured on the subjects that a run is not about: each of their photos looks for the others of its subject among all of the run's photos.";

const ndcgTold =
  'It is not comparable across numbers of references: each reference is one that is to be found, and the more there are, the easier it is.';

const differInReferences = ({ arms }: ExperimentResult): boolean =>
  new Set(arms.map(({ values }) => values.references)).size > 1;

/** What has to be known of a metric to read it. */
function toldOf(result: ExperimentResult, metric: ExperimentMetric): string {
  if (isOfOtherSubjects(metric)) return ` ${ofOthersTold}`;
  return metric === 'ndcg' && differInReferences(result) ? ` ${ndcgTold}` : '';
}

function metricSection(result: ExperimentResult, metric: ExperimentMetric): Section {
  const figures = figuresByArm(names(result), result.runs, metric);
  const label = labels[metric];
  const [first] = names(result);
  const most = Math.max(...figures.map(({ personalized }) => personalized?.subjects ?? 0));
  const row = ({ arm, runs, base, personalized, gain, losses, difference }: ArmFigures): string[] => [
    arm,
    String(runs),
    value(base),
    value(personalized),
    interval(personalized),
    lead(gain),
    interval(gain, signed),
    gain === null ? '-' : `${losses} of ${gain.subjects}`,
    lead(difference),
    interval(difference, signed),
  ];
  const head = [
    'arm',
    'runs',
    'base',
    'personalized',
    '95 %',
    'gain',
    '95 % of the gain',
    'subjects that lose',
    `against ${first}`,
    '95 % of that',
  ];
  return {
    title: capital(label),
    text: `A subject counts as the mean over its choices and seeds; intervals are 95 %, by bootstrap over ${most} subjects, and differences are paired by subject, choice and seed.${toldOf(result, metric)}`,
    table: [head, ...figures.map(row)],
    chart: { name: metric, svg: chartOf(result, figures, label) },
  };
}

/** Over the axis where there is one, else by arm. */
function chartOf({ axis, arms }: ExperimentResult, figures: readonly ArmFigures[], label: string): string {
  if (axis === null) return armsChart(figures, label);
  const groups = new Map<string, AxisPoint[]>();
  for (const [index, { values, name }] of arms.entries()) {
    const own = figures[index];
    const at = values[axis];
    if (own === undefined || typeof at !== 'number') continue;
    const group = groupOf(name, axis);
    groups.set(group, [...(groups.get(group) ?? []), { x: at, figures: own }]);
  }
  return lineChart(groups, axis, label);
}

/** An arm's name without what it says of the axis. */
function groupOf(name: string, axis: string): string {
  const last = axis.slice(axis.lastIndexOf('.') + 1);
  const parts = name.split(', ').filter((part) => !part.startsWith(`${axis} `) && !part.startsWith(`${last} `));
  return parts.join(', ');
}

function categorySection(result: ExperimentResult): Section {
  const [metric = 'averagePrecisionOneReference'] = result.metrics;
  const categories = [...new Set(result.runs.map(({ category }) => category))].sort();
  const rows = categories.map((category) => {
    const own = result.runs.filter((run) => run.category === category);
    const figures = figuresByArm(names(result), own, metric);
    return [category, String(subjectsIn(own)), ...figures.map(({ gain }) => lead(gain))];
  });
  return {
    title: 'Gain by category',
    text: `Personalized less base, ${labels[metric]}, mean over the category's subjects.`,
    table: [['category', 'subjects', ...names(result)], ...rows],
    chart: null,
  };
}

function otherMetricsSection(result: ExperimentResult): Section {
  const ofOthers = result.metrics.filter(isOfOtherSubjects);
  const told = [...metricNames, ...ofOthers];
  const of = told.map((metric) => figuresByArm(names(result), result.runs, metric));
  const rows = names(result).map((arm, index) => [
    arm,
    ...of.flatMap((figures) => [value(figures[index]?.personalized ?? null), lead(figures[index]?.gain ?? null)]),
    ...(ofOthers.length === 0 ? [] : [value(drift(result, arm))]),
    outcomes(result, arm),
  ]);
  const head = [
    'arm',
    ...told.flatMap((metric) => [labels[metric], 'gain']),
    ...(ofOthers.length === 0 ? [] : ['drift of other categories']),
    'better/tie/worse/unjudged',
  ];
  const drifted = 'Drift is 1 less the mean cosine between the base and the personalized vector of a photo.';
  const text = `Personalized, and less base.${ofOthers.length === 0 ? '' : ` ${drifted}`}`;
  return { title: 'All metrics', text, table: [head, ...rows], chart: null };
}

const drift = ({ runs }: ExperimentResult, arm: string): Mean | null =>
  meanOverSubjects(
    runs
      .filter((run) => run.arm === arm)
      .map(({ subject, otherSubjects }) => [subject, otherSubjects?.drift ?? undefined]),
  );

function outcomes({ runs }: ExperimentResult, arm: string): string {
  const own = runs.filter((run) => run.arm === arm);
  const counts = ['better', 'tie', 'worse', 'unjudged'].map(
    (name) => own.filter(({ outcome }) => outcome === name).length,
  );
  return counts.join('/');
}

/** Where a run did not measure what a diagnosis goes by, that is unknown and counts neither way. */
function diagnosesSection(result: ExperimentResult): Section {
  const rows = names(result).map((arm) => {
    const own = result.runs.filter((run) => run.arm === arm);
    const counts = diagnosisCodes.map((code) => {
      const known = own.filter(({ examined }) => examined.includes(code));
      const found = known.filter(({ diagnoses }) => diagnoses?.includes(code));
      return known.length === 0 ? '-' : `${found.length} of ${known.length}`;
    });
    return [arm, ...counts];
  });
  return {
    title: 'Diagnoses',
    text: 'In how many runs the numbers say so, of those that measured enough to tell; - where none did. No localisation: good at telling which thing it is, not at finding where it is. Plateau: the images are much alike and no source is missed when it is left out.',
    table: [['arm', ...diagnosisCodes], ...rows],
    chart: null,
  };
}

function costSection(result: ExperimentResult): Section {
  const rows = costs(result).flatMap(({ arm, stages, seconds, spent }) => [
    ...stages.map((stage) => [
      arm,
      stage.stage,
      stage.seconds.toFixed(2),
      stage.peakMemoryBytes === null ? '' : mebibytes(stage.peakMemoryBytes),
      `${stage.reused} of ${stage.runs}`,
    ]),
    [arm, 'all', seconds.toFixed(2), '', `spent ${spent.toFixed(2)} s`],
  ]);
  return {
    title: 'Cost by stage',
    text: 'Mean seconds of a run that finds nothing, and the most memory of any run. A stage whose result was found counts with what it took the run that made it; "spent" is what the runs took themselves. Runs that went on at once slowed each other.',
    table: [['arm', 'stage', 'seconds', 'peak memory', 'found'], ...rows],
    chart: null,
  };
}

function missingSection({ runs }: ExperimentResult): Section {
  const rows = runs
    .filter(({ status }) => status !== 'done')
    .map(({ arm, subject, choice, seed, status, error }) => [
      arm,
      subject,
      String(choice),
      String(seed),
      error === null ? status : `${status}: ${error.code}: ${error.message}`,
    ]);
  return {
    title: 'Runs that are missing',
    text: 'They count in no figure. The same command tries them again.',
    table: [['arm', 'subject', 'choice', 'seed', 'why'], ...rows],
    chart: null,
  };
}

const subjectsIn = (runs: readonly FigureRun[]): number => new Set(runs.map(({ subject }) => subject)).size;

const value = (mean: Mean | null): string => mean?.mean.toFixed(3) ?? '-';
const lead = (mean: Mean | null): string => (mean === null ? '-' : signed(mean.mean));
const interval = (mean: Mean | null, told = (end: number): string => end.toFixed(3)): string =>
  mean?.interval ? `${told(mean.interval[0])} to ${told(mean.interval[1])}` : '-';
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
