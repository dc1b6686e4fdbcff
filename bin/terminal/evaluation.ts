import {
  type EvaluationResults,
  mainMetrics,
  metricWords,
  scopeTold,
  type TaskResult,
  taskName,
} from '../evaluation.ts';
import { columns, signed } from './cells.ts';
import { oneLine } from './one-line.ts';

/** What `evaluate` ends with: averages with intervals, and what they are over. */
export function evaluationTable(results: EvaluationResults): string {
  const shifts = results.shifts?.flatMap(({ shift, results: found }) => found.map((one) => shiftRow(shift, one))) ?? [];
  return [
    ...columns([header, ...results.results.flatMap(metricRows)]),
    '',
    ...(shifts.length === 0 ? [] : [...columns([header, ...shifts]), '']),
    `over      ${oneLine(scopeTold(results))}`,
    ...(results.adaptersNotJudged.length === 0
      ? []
      : [`          adapters of other splits: ${oneLine(results.adaptersNotJudged.join(', '))}`]),
    '',
  ].join('\n');
}

const header = ['', 'base', 'personalized', 'difference', '95 % interval'];

function metricRows(result: TaskResult): string[][] {
  return Object.keys(result.averages.base).map((metric) => [
    `${taskName(result)}, ${metricWords[metric] ?? metric}`,
    ...cells(result, metric),
  ]);
}

const shiftRow = (shift: string, result: TaskResult): string[] => {
  const metric = mainMetrics[result.task] ?? '';
  return [`${shift}: ${taskName(result)}, ${metricWords[metric] ?? metric}`, ...cells(result, metric)];
};

/** With adapters the interval is that of the difference, else that of the base. */
function cells({ averages: { base, compared } }: TaskResult, metric: string): string[] {
  if (compared === null) {
    const { mean = null, interval = null } = base[metric] ?? {};
    return [number(mean), '-', '-', interval === null ? '-' : interval.map(number).join(' to ')];
  }
  const { mean = null, interval = null } = compared.difference[metric] ?? {};
  return [
    number(compared.base[metric]?.mean ?? null),
    number(compared.personalized[metric]?.mean ?? null),
    mean === null ? '-' : signed(mean),
    interval === null ? '-' : interval.map(signed).join(' to '),
  ];
}

const number = (value: number | null): string => value?.toFixed(3) ?? '-';
