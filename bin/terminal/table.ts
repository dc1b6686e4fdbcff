import { type MetricName, metricNames } from '../../lib/domain/verdict.ts';
import type { PersonalizeResult, StageResult } from '../result.ts';
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

function verdictLines({ verdict, endpoint }: PersonalizeResult): string[] {
  const serves =
    endpoint.adapter === null ? 'the base' : `${endpoint.adapter}${endpoint.provisional ? ' (provisional)' : ''}`;
  return [
    `verdict   ${verdict.outcome}: ${verdict.reason}`,
    ...verdict.advice.map((line) => `          ${line}`),
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

export function stageLines({
  stages,
  seconds: total,
  peakMemoryBytes,
}: Pick<PersonalizeResult, 'stages' | 'seconds' | 'peakMemoryBytes'>): string[] {
  const row = ({ name, seconds: spent, peakMemoryBytes: peak, reused }: StageResult) => [
    reused ? `${name} (reused)` : name,
    seconds(spent),
    peak === null ? '' : mebibytes(peak),
  ];
  return columns([
    ['stage', 'seconds', 'peak memory'],
    ...stages.map(row),
    ['total', seconds(total), mebibytes(peakMemoryBytes)],
  ]);
}

/** Left-aligned first column, the others right-aligned. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  '),
  );
}

export const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
