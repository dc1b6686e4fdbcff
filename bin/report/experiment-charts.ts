import type { ArmFigures, Mean } from '../../lib/domain/experiment-figures.ts';
import { escapeHtml } from './html.ts';

/** A chart's colours where no style sheet is around it, as in a Markdown page. */
const plain = `<style>text{font:11px system-ui,sans-serif;fill:#5b6b7b}.grid{stroke:#dde3e9;fill:none}.line{fill:none;stroke-width:2.2}
.line.personalized,.whisker{stroke:#0b6bcb}.line.base{stroke:#8a97a5;stroke-dasharray:5 4}.whisker{stroke-width:1.6}
circle.personalized{fill:#0b6bcb}circle.base{fill:#8a97a5}</style>`;

/** The same chart as a file of its own. */
export const standalone = (svg: string): string =>
  svg.replace(
    /^<svg ([^>]*)>/,
    `<svg xmlns="http://www.w3.org/2000/svg" $1>${plain}<rect width="100%" height="100%" fill="#fff"/>`,
  );

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Base and personalized of each arm on one scale, with the 95 % interval over subjects: an SVG, a row an arm. */
export function armsChart(figures: readonly ArmFigures[], label: string): string {
  const shown = figures.filter(({ personalized }) => personalized !== null);
  if (shown.length === 0) return '';
  const longest = Math.max(...shown.map(({ arm }) => arm.length));
  const [left, right, step, top] = [Math.min(260, 16 + longest * 6.2), 30, 26, 8];
  const [width, height] = [640, top + shown.length * step + 36];
  const scale = scaleOf(shown.flatMap(({ base, personalized }) => [...ends(base), ...ends(personalized)]));
  const x = (value: number) => left + ((value - scale.low) / (scale.high - scale.low)) * (width - left - right);
  const grid = ticksOf(scale).map(
    (tick) => `<path class="grid" d="M${fixed(x(tick))} ${top}V${height - 34}"/>
<text x="${fixed(x(tick))}" y="${height - 20}" text-anchor="middle">${tick}</text>`,
  );
  const rows = shown.map(({ arm, base, personalized }, index) => {
    const y = top + step * (index + 0.5);
    return `<text x="${left - 8}" y="${y + 4}" text-anchor="end">${escapeHtml(arm)}</text>
${markAt(base, 'base', (value) => x(value), y)}${markAt(personalized, 'personalized', (value) => x(value), y)}`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)} by arm">${grid.join('')}${rows.join('')}
<text x="${fixed((left + width - right) / 2)}" y="${height - 4}" text-anchor="middle">${escapeHtml(label)}</text></svg>`;
}

function markAt(mean: Mean | null, kind: 'base' | 'personalized', x: (value: number) => number, y: number): string {
  if (mean === null) return '';
  const [low, high] = mean.interval ?? [mean.mean, mean.mean];
  const whisker = kind === 'base' ? '' : `<path class="whisker" d="M${fixed(x(low))} ${y}H${fixed(x(high))}"/>`;
  return `${whisker}<circle class="${kind}" cx="${fixed(x(mean.mean))}" cy="${y}" r="${kind === 'base' ? 4 : 5}"/>`;
}

/** A point of a line: a numeric value of the axis. */
export interface AxisPoint {
  readonly x: number;
  readonly figures: ArmFigures;
}

/** The metric over a numeric field, a line for each group of the other fields, the base dashed: an SVG. */
export function lineChart(groups: ReadonlyMap<string, readonly AxisPoint[]>, axis: string, label: string): string {
  const points = [...groups.values()].flat().filter(({ figures }) => figures.personalized !== null);
  if (points.length === 0) return '';
  const [width, height, left, right, top, bottom] = [640, 340, 52, 150, 14, 46];
  const values = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const [lowest = 0, highest = 1] = [values[0], values.at(-1)];
  // Values that double from one to the next lie evenly on a logarithm.
  const isLogarithmic = lowest > 0 && values.length > 2 && highest / lowest >= 8;
  const along = (value: number) => (isLogarithmic ? Math.log(value) : value);
  const span = along(highest) - along(lowest) || 1;
  const x = (value: number) => left + ((along(value) - along(lowest)) / span) * (width - left - right);
  const scale = scaleOf(points.flatMap(({ figures }) => [...ends(figures.base), ...ends(figures.personalized)]));
  const y = (value: number) =>
    height - bottom - ((value - scale.low) / (scale.high - scale.low)) * (height - top - bottom);
  const grid = [
    ...ticksOf(scale).map(
      (tick) => `<path class="grid" d="M${left} ${fixed(y(tick))}H${width - right}"/>
<text x="${left - 6}" y="${fixed(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
    ...values.map(
      (value) => `<text x="${fixed(x(value))}" y="${height - bottom + 18}" text-anchor="middle">${value}</text>`,
    ),
  ];
  const lines = [...groups.entries()].map(([name, own]) => drawn(name, own, { x, y, edge: width - right }));
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${label} over ${axis}`)}">${grid.join('')}${lines.join('')}
<text x="${fixed((left + width - right) / 2)}" y="${height - 8}" text-anchor="middle">${escapeHtml(axis)}</text>
<text transform="translate(12 ${fixed((height - bottom + top) / 2)}) rotate(-90)" text-anchor="middle">${escapeHtml(label)}</text></svg>`;
}

interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly edge: number;
}

function drawn(name: string, points: readonly AxisPoint[], { x, y, edge }: Place): string {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const line = (kind: 'base' | 'personalized'): string => {
    const steps = sorted.flatMap(({ x: at, figures }) =>
      figures[kind] === null ? [] : [`${fixed(x(at))} ${fixed(y(figures[kind].mean))}`],
    );
    return steps.length === 0 ? '' : `<path class="line ${kind}" d="M${steps.join('L')}"/>`;
  };
  const marks = sorted.map(({ x: at, figures: { personalized } }) => {
    if (personalized === null) return '';
    const [low, high] = personalized.interval ?? [personalized.mean, personalized.mean];
    return `<path class="whisker" d="M${fixed(x(at))} ${fixed(y(low))}V${fixed(y(high))}"/>
<circle class="personalized" cx="${fixed(x(at))}" cy="${fixed(y(personalized.mean))}" r="4"/>`;
  });
  const last = sorted.findLast(({ figures }) => figures.personalized !== null)?.figures;
  const text = (value: Mean | null | undefined, words: string): string =>
    value ? `<text x="${edge + 8}" y="${fixed(y(value.mean) + 4)}">${escapeHtml(words)}</text>` : '';
  return `${line('base')}${line('personalized')}${marks.join('')}${text(last?.personalized, name || 'personalized')}${text(last?.base, 'base')}`;
}

const ends = (mean: Mean | null): number[] => (mean === null ? [] : [mean.mean, ...(mean.interval ?? [])]);

/** A little more than the values take. */
function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.02, (high - low) * 0.1);
  return { low: low - room, high: high + room };
}

function ticksOf({ low, high }: Scale): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5].find((size) => (high - low) / size <= 7) ?? 10;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(2)),
  );
}

const fixed = (value: number): string => value.toFixed(1);
