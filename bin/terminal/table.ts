import { type MetricName, metricNames } from '../../lib/domain/verdict.ts';
import type { PersonalizeResult, StageResult } from '../result.ts';
import { judgedByTold, matchTold } from '../verdict-told.ts';
import { columns, mebibytes, signed } from './cells.ts';
import { generationLines } from './generation.ts';
import { oneLine } from './one-line.ts';
import { seconds } from './progress.ts';

export const metricLabels: Readonly<Record<MetricName, string>> = {
  averagePrecision: 'average precision, all references',
  averagePrecisionOneReference: 'average precision, one reference',
  ndcg: 'NDCG',
  margin: 'margin to the nearest confuser',
};

/** What `personalize` ends with: metrics, verdict, stages. */
export function resultTable(result: PersonalizeResult): string {
  return [
    ...metricLines(result),
    '',
    ...verdictLines(result),
    ...photoLines(result),
    ...shortfallLines(result),
    ...generationLines(result.generation),
    '',
    ...stageLines(result),
    '',
  ].join('\n');
}

function metricLines({ verdict: { metrics } }: PersonalizeResult): string[] {
  if (metrics === null) return [];
  const rows = metricNames.map((name) => {
    const { base, personalized, difference, interval } = metrics[name];
    return [
      metricLabels[name],
      base.toFixed(3),
      personalized.toFixed(3),
      signed(difference),
      `${signed(interval[0])} to ${signed(interval[1])}`,
    ];
  });
  return columns([['', 'base', 'personalized', 'difference', '95 % interval'], ...rows]);
}

function verdictLines({ verdict, endpoint, diagnoses }: PersonalizeResult): string[] {
  const serves =
    endpoint.adapter === null ? 'the base' : `${endpoint.adapter}${endpoint.provisional ? ' (provisional)' : ''}`;
  return [
    `verdict   ${verdict.outcome}: ${verdict.reason}`,
    ...verdict.advice.map((line) => `          ${line}`),
    ...judgedByTold(verdict.distractors).map((line) => `judged    ${line}`),
    ...matchTold(verdict.match).map((line) => `match     ${line}`),
    ...diagnoses.map(({ message }) => `diagnosis ${oneLine(message)}`),
    `endpoint  answers with ${serves}; ${endpoint.smokeTest.dimensions} dimensions in ${endpoint.smokeTest.milliseconds} ms`,
  ];
}

/** What became of photos that are not counted, and what else is worth knowing of them. */
function photoLines({ photos }: PersonalizeResult): string[] {
  const left = photos.dropped.map(({ name, reason }) => `"${name}" was left out: ${reason}`);
  // A surprising drop is a warning as well.
  const lines = [...photos.warnings, ...left.filter((line) => !photos.warnings.some((one) => one.startsWith(line)))];
  return lines.map((line) => `photos    ${oneLine(line)}`);
}

const shortfallLines = ({ shortfalls }: PersonalizeResult): string[] =>
  shortfalls.map(({ message }) => `shortfall ${oneLine(message)}`);

/** As people tell stages apart: two jobs of a run with a generator train. */
export const stageName = ({ name, job }: Pick<StageResult, 'name' | 'job'>): string =>
  job === 'generate' ? `dreambooth ${name}` : job === 'priors' ? `priors ${name}` : name;

export function stageLines({
  stages,
  seconds: total,
  peakMemoryBytes,
}: Pick<PersonalizeResult, 'stages' | 'seconds' | 'peakMemoryBytes'>): string[] {
  const row = (stage: StageResult) => [
    `${stageName(stage)}${stage.reused ? ' (reused)' : ''}`,
    seconds(stage.seconds),
    stage.peakMemoryBytes === null ? '' : mebibytes(stage.peakMemoryBytes),
  ];
  return columns([
    ['stage', 'seconds', 'peak memory'],
    ...stages.map(row),
    ['total', seconds(total), mebibytes(peakMemoryBytes)],
  ]);
}
