import type { Comparison } from '../../lib/domain/verdict.ts';
import type { StageResult } from '../result.ts';
import { stageName } from '../terminal/table.ts';

export interface Curve {
  readonly recall: readonly number[];
  readonly precision: readonly number[];
}

/** Precision over recall of both spaces, one thin line a fold and space: an SVG. */
export function precisionRecallChart(
  curves: readonly { readonly base: Curve; readonly personalized: Curve }[],
): string {
  const [width, height, pad] = [420, 300, 42];
  const x = (recall: number) => pad + recall * (width - pad - 14);
  const y = (precision: number) => height - pad - precision * (height - pad - 14);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.map(
    (tick) => `<path class="grid" d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}"/>
    <text x="${x(tick)}" y="${y(0) + 16}" text-anchor="middle">${tick}</text><text x="${x(0) - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
  const line = (curve: Curve, kind: string) => {
    const points = curve.recall.map(
      (recall, index) => `${x(recall).toFixed(1)} ${y(curve.precision[index] ?? 0).toFixed(1)}`,
    );
    const [first] = curve.precision;
    return first === undefined
      ? ''
      : `<path class="line ${kind}" d="M${x(0)} ${y(first).toFixed(1)} L${points.join(' L')}"/>`;
  };
  const lines = curves.flatMap(({ base, personalized }) => [line(base, 'base'), line(personalized, 'personalized')]);
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Precision over recall, base and personalized">
    ${grid.join('')}${lines.join('')}
    <text x="${(x(0) + x(1)) / 2}" y="${height - 6}" text-anchor="middle">recall</text>
    <text transform="translate(12 ${(y(0) + y(1)) / 2}) rotate(-90)" text-anchor="middle">precision</text></svg>`;
}

/** Base, personalized and the interval of the difference on one scale from 0 to 1 (or wider where values are). */
export function intervalChart({ base, personalized, interval }: Comparison): string {
  const [low, high] = [
    Math.min(0, base, personalized, base + interval[0]),
    Math.max(1, base, personalized, base + interval[1]),
  ];
  const x = (value: number) => (8 + ((value - low) / (high - low)) * 244).toFixed(1);
  return `<svg class="interval" viewBox="0 0 260 26" role="img" aria-label="from ${base.toFixed(3)} to ${personalized.toFixed(3)}">
    <path class="grid" d="M${x(low)} 13H${x(high)}"/>
    <path class="band" d="M${x(base + interval[0])} 13H${x(base + interval[1])}"/>
    <circle class="base" cx="${x(base)}" cy="13" r="5"/><circle class="personalized" cx="${x(personalized)}" cy="13" r="6"/></svg>`;
}

/** Seconds of the stages as bars. */
export function stageChart(stages: readonly Pick<StageResult, 'name' | 'job' | 'seconds' | 'reused'>[]): string {
  const longest = Math.max(...stages.map((stage) => stage.seconds), 1e-9);
  const room = stages.some(({ reused }) => reused) ? 304 : 344;
  const names = stages.map(stageName);
  const left = names.some((name) => name.length > 16) ? 134 : 104;
  const rows = stages.map(({ seconds, reused }, index) => {
    const y = index * 22;
    const length = (seconds / longest) * (room - left);
    return `<text x="${left}" y="${y + 14}" text-anchor="end">${names[index]}</text>
    <rect class="bar${reused ? ' faint' : ''}" x="${left + 8}" y="${y + 3}" width="${Math.max(1, length).toFixed(1)}" height="14" rx="3"/>
    <text x="${left + 14 + length}" y="${y + 14}">${seconds.toFixed(2)} s${reused ? ', reused' : ''}</text>`;
  });
  return `<svg viewBox="0 0 420 ${stages.length * 22}" role="img" aria-label="Seconds of each stage">${rows.join('')}</svg>`;
}
