import { escapeHtml } from './html.ts';

export interface Change {
  readonly instance: string;
  readonly base: number;
  /** Null without an adapter. */
  readonly personalized: number | null;
}

const [width, left, right, rowHeight] = [420, 140, 16, 20];

/** A line an instance from its base to its personalized figure, on a scale from 0 to 1, the largest gain first: an SVG. */
export function changesChart(changes: readonly Change[]): string {
  const gain = ({ base, personalized }: Change) => (personalized === null ? -2 : personalized - base);
  const sorted = [...changes].sort((a, b) => gain(b) - gain(a) || (a.instance < b.instance ? -1 : 1));
  const bottom = sorted.length * rowHeight + 4;
  const x = (value: number): string => (left + value * (width - left - right)).toFixed(1);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      `<path class="grid" d="M${x(tick)} 0V${bottom}"/><text x="${x(tick)}" y="${bottom + 14}" text-anchor="middle">${tick}</text>`,
  );
  const rows = sorted.map(({ instance, base, personalized }, index) => {
    const y = index * rowHeight + rowHeight / 2;
    const own =
      personalized === null
        ? ''
        : `<path class="line personalized" d="M${x(base)} ${y}H${x(personalized)}"/><circle class="personalized" cx="${x(personalized)}" cy="${y}" r="5"/>`;
    return `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${escapeHtml(shortened(instance))}</text>${own}<circle class="base" cx="${x(base)}" cy="${y}" r="4"/>`;
  });
  return `<svg viewBox="0 0 ${width} ${bottom + 20}" role="img" aria-label="Base and personalized of each instance">${grid.join('')}${rows.join('')}</svg>`;
}

const shortened = (name: string): string => (name.length > 20 ? `${name.slice(0, 19)}…` : name);
