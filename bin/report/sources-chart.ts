import { sourceName } from '../../lib/domain/sources.ts';
import type { SourceResult } from '../generation.ts';
import { escapeHtml } from './html.ts';

interface Point {
  readonly fidelity: number;
  /** Vendi score over the number of images: 1 where no two are alike. */
  readonly diversity: number;
}

interface Mark {
  readonly source: SourceResult;
  readonly all: Point;
  /** Null where none was kept. */
  readonly kept: Point | null;
}

const [width, height] = [420, 300];
const [left, right, top, bottom] = [42, 14, 26, 42];

/** How faithful and how diverse each source is: a ring for all its images, a disc for those that train: an SVG. */
export function sourcesChart(sources: readonly SourceResult[]): string {
  const marks = sources.flatMap(markOf);
  const points = marks.flatMap(({ all, kept }) => (kept === null ? [all] : [all, kept]));
  const [low, high] = extent(
    points.map(({ fidelity }) => fidelity),
    [-0.1, 1.1],
  );
  const highest = Math.max(0.1, ...points.map(({ diversity }) => diversity)) * 1.1;
  const x = (fidelity: number) => left + ((fidelity - low) / (high - low)) * (width - left - right);
  const y = (diversity: number) => height - bottom - (diversity / highest) * (height - bottom - top);
  const anchors = [
    { at: 0, text: 'as the negatives' },
    { at: 1, text: 'as two real photos' },
  ].map(
    ({ at, text }) => `<path class="mark" d="M${fixed(x(at))} ${top}V${y(0)}"/>
<text x="${fixed(x(at))}" y="${top - 8}" text-anchor="${at === 0 ? 'start' : 'end'}">${text}</text>
<text x="${fixed(x(at))}" y="${y(0) + 16}" text-anchor="middle">${at}</text>`,
  );
  const ticks = ticksTo(highest).map(
    (tick) => `<path class="grid" d="M${left} ${fixed(y(tick))}H${width - right}"/>
<text x="${left - 6}" y="${fixed(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
  );
  const drawn = marks.map(({ source, all, kept }) => {
    const ring = `<circle class="ring" cx="${fixed(x(all.fidelity))}" cy="${fixed(y(all.diversity))}" r="6.5"/>`;
    const disc =
      kept === null
        ? ''
        : `<path class="link" d="M${fixed(x(all.fidelity))} ${fixed(y(all.diversity))}L${fixed(x(kept.fidelity))} ${fixed(y(kept.diversity))}"/>
<circle class="disc" cx="${fixed(x(kept.fidelity))}" cy="${fixed(y(kept.diversity))}" r="4"/>`;
    return `<g class="source ${toneOf(source)}"><title>${escapeHtml(spoken(source))}</title>${ring}${disc}</g>`;
  });
  const labels = spread(
    marks.map(({ source, all, kept }) => {
      const ends = [all, kept ?? all].map(({ fidelity }) => x(fidelity));
      const before = Math.max(...ends) > 0.62 * width;
      return {
        text: sourceName(source.source),
        x: before ? Math.min(...ends) - 11 : Math.max(...ends) + 11,
        y: y((kept ?? all).diversity) + 4,
        side: before ? 'end' : 'start',
      };
    }),
  ).map(
    (label) =>
      `<text class="label" x="${fixed(label.x)}" y="${fixed(label.y)}" text-anchor="${label.side}">${escapeHtml(label.text)}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img"><title>Fidelity and diversity of each source</title>
${ticks.join('')}${anchors.join('')}${drawn.join('')}${labels.join('')}
<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">fidelity</text>
<text transform="translate(12 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">diversity (Vendi score / images)</text></svg>`;
}

/** How many of each source's images train, as bars: an SVG. */
export function keptChart(sources: readonly SourceResult[]): string {
  const most = Math.max(1, ...sources.map(({ candidates }) => candidates));
  const rows = sources.map((source, index) => {
    const [all, kept, y] = [(source.candidates / most) * 210, (source.kept / most) * 210, index * 28];
    return `<g class="source ${toneOf(source)}"><title>${escapeHtml(spoken(source))}</title>
<text x="124" y="${y + 15}" text-anchor="end">${escapeHtml(sourceName(source.source))}</text>
<rect class="rest" x="132" y="${y + 3}" width="${fixed(Math.max(1, all))}" height="16" rx="3"/>
<rect class="disc" x="132" y="${y + 3}" width="${fixed(kept)}" height="16" rx="3"/>
<text x="${fixed(138 + all)}" y="${y + 15}">${source.kept} of ${source.candidates}</text></g>`;
  });
  return `<svg viewBox="0 0 420 ${sources.length * 28}" role="img"><title>How many images of each source train</title>${rows.join('')}</svg>`;
}

/** Nothing for a source whose fidelity nobody measured. */
function markOf(source: SourceResult): Mark[] {
  const { fidelity, keptFidelity, vendi, keptVendi, candidates, kept } = source;
  if (fidelity === null) return [];
  const all = { fidelity, diversity: vendi / candidates };
  return [
    { source, all, kept: keptFidelity === null ? null : { fidelity: keptFidelity, diversity: keptVendi / kept } },
  ];
}

const toneOf = ({ source, kind }: SourceResult): string =>
  source === 'dreambooth' ? 'own' : kind === 'positive' ? 'good' : 'plain';

function spoken({ source, candidates, kept, fidelity, keptFidelity }: SourceResult): string {
  const of = (value: number | null) => (value === null ? '' : `, fidelity ${value.toFixed(2)}`);
  return `${sourceName(source)}: ${candidates} images${of(fidelity)}; ${kept} train${of(keptFidelity)}`;
}

/** The smallest span that has all values and both bounds, with a little room beyond values outside of them. */
function extent(values: readonly number[], [low, high]: readonly [number, number]): [number, number] {
  return [
    Math.min(low, ...values.map((value) => value - 0.08)),
    Math.max(high, ...values.map((value) => value + 0.08)),
  ];
}

/** Three to six round steps from 0. */
function ticksTo(highest: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((one) => highest / one <= 5.5) ?? 0.25;
  return Array.from({ length: Math.floor(highest / step) + 1 }, (_, index) => Number((index * step).toFixed(2)));
}

/** Moves labels down until none is on another. */
function spread<T extends { readonly y: number }>(labels: readonly T[]): T[] {
  let free = Number.NEGATIVE_INFINITY;
  return labels
    .toSorted((one, other) => one.y - other.y)
    .map((label) => {
      const y = Math.max(label.y, free);
      free = y + 13;
      return { ...label, y };
    });
}

const fixed = (value: number): string => value.toFixed(1);
