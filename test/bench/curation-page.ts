/** The curation benchmark's page and chart. Numbers and words come from curation_figures.py; none is written here. */
import type { Preset } from '../../lib/domain/presets.ts';
import { type MetricName, metricNames } from '../../lib/domain/verdict.ts';

type GroupName = 'test' | 'tuning';

interface Arm {
  readonly name: string;
  readonly label: string;
  /** One of the rules of curation, on the whole pool; the others change where the images come from. */
  readonly isRule: boolean;
  readonly pool: 'with-generator' | 'laptop';
}

/** `coverage` less another arm. */
interface Difference {
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly better: number;
  readonly worse: number;
}

/** Means over subjects of what an arm trained on; `fallbacks` counts personalizations. */
interface Material {
  readonly pool: number;
  readonly kept: number;
  readonly generated: number;
  readonly fidelity: number;
  readonly diversity: number;
  readonly vendi: number;
  readonly fallbacks: number;
}

interface Passing {
  readonly pool: number;
  readonly faithful: number;
  readonly without: number;
}

interface Group {
  readonly subjects: readonly string[];
  readonly personalizations: number;
  readonly means: Readonly<Record<MetricName, Readonly<Record<string, number>>>>;
  /** Average precision with one reference, in the order of `subjects`. */
  readonly bySubject: Readonly<Record<string, readonly number[]>>;
  readonly differences: Readonly<Record<string, Readonly<Record<MetricName, Difference>>>>;
  readonly material: Readonly<Record<string, Material>>;
  readonly faithful: Readonly<Record<'threshold' | 'coverage', Readonly<Record<string, Passing>>>>;
}

interface Words {
  readonly rules: readonly string[];
  readonly sources: readonly string[];
  readonly base: string;
  readonly ships: string;
  readonly threshold: string;
  readonly figure12: readonly string[];
}

/** What curation_figures.py prints. A group is absent where none of its subjects was personalized. */
export interface Figures {
  readonly photos: number;
  readonly arms: readonly Arm[];
  readonly groups: Readonly<Partial<Record<GroupName, Group>>>;
  readonly words: Readonly<Partial<Record<GroupName, Words>>>;
}

interface Context {
  readonly preset: Preset;
  readonly tuningSubjects: readonly string[];
  readonly machine: string;
}

const oneReference = 'averagePrecisionOneReference';
const ours = 'coverage';
const labels: Readonly<Record<MetricName, string>> = {
  averagePrecisionOneReference: 'AP, one reference',
  averagePrecision: 'AP, all references',
  ndcg: 'NDCG',
  margin: 'margin',
};
const ordered = [oneReference, ...metricNames.filter((name) => name !== oneReference)] as const;

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const columns = (arms: readonly Arm[]): [string, string][] => [
  ...arms.map(({ name, label }): [string, string] => [name, label]),
  ['base', 'the bare backbone'],
];

function metricsTable({ means }: Group, arms: readonly Arm[]): string {
  const rows = columns(arms).map(([name, label]) => [
    name === ours ? `**${label}**` : label,
    ...ordered.map((metric) => (means[metric][name] ?? 0).toFixed(3)),
  ]);
  return table(['arm', ...ordered.map((metric) => labels[metric])], rows);
}

function differencesTable({ differences, subjects }: Group, arms: readonly Arm[]): string {
  const rows = columns(arms).flatMap(([name, label]) => {
    const found = differences[name];
    if (found === undefined) return [];
    const { better, worse } = found[oneReference];
    const cells = ordered.map((metric) => {
      const { difference, interval } = found[metric];
      return `${signed(difference)} (${signed(interval[0])} to ${signed(interval[1])})`;
    });
    return [[label, ...cells, `${better} : ${worse} of ${subjects.length}`]];
  });
  return table(['coverage less', ...ordered.map((metric) => labels[metric]), 'better : worse'], rows);
}

function materialTable({ material, personalizations }: Group, arms: readonly Arm[]): string {
  const rows = arms.map(({ name, label }) => {
    const { pool, kept, generated, fidelity, diversity, vendi, fallbacks } = material[name] as Material;
    const shares = [kept.toFixed(0), percent(kept / pool), percent(generated / kept)];
    return [
      label,
      ...shares,
      fidelity.toFixed(2),
      diversity.toFixed(3),
      vendi.toFixed(2),
      `${fallbacks} of ${personalizations}`,
    ];
  });
  return table(['arm', 'train', 'of its pool', 'DreamBooth', 'fidelity', 'diversity', 'Vendi', 'fell back'], rows);
}

function passingTable({ faithful, personalizations }: Group): string {
  const rows = Object.entries(faithful).flatMap(([rule, sources]) =>
    Object.entries(sources).map(([source, { pool, faithful: enough, without }]) => {
      const bound = rule === ours ? 'the floor of fidelity' : 'a mean cosine of 0.6';
      return [
        `${source}, ${bound}`,
        `${enough} of ${pool}`,
        percent(enough / pool),
        `${without} of ${personalizations}`,
      ];
    }),
  );
  return table(['images that reach', 'all', 'share', 'personalizations without one'], rows);
}

function subjectsTable({ subjects, bySubject }: Group, arms: readonly Arm[]): string {
  const shown = columns(arms);
  const rows = subjects.map((subject, index) => [
    subject,
    ...shown.map(([name]) => (bySubject[name]?.[index] ?? 0).toFixed(3)),
  ]);
  return table(['subject', ...shown.map(([name]) => name)], rows);
}

function section(figures: Figures, name: GroupName, title: string): string {
  const [group, words] = [figures.groups[name], figures.words[name]];
  if (group === undefined || words === undefined) return `## ${title}\n\nNone of them was personalized.\n`;
  return `## ${title}

${group.subjects.length} subjects, ${group.personalizations} personalizations. Differences are of single-reference average precision.

${words.ships}

${list(words.rules)}

Where the images come from, each arm chosen from by coverage but for the preset \`laptop\`, which makes its own:

${list(words.sources)}

${words.base}

${metricsTable(group, figures.arms)}

Paired differences with their 95 % intervals over subjects; each interval is for its comparison alone.

${differencesTable(group, figures.arms)}

### What trained

${list([words.threshold, ...words.figure12])}

${materialTable(group, figures.arms)}

${passingTable(group)}

### By subject

${subjectsTable(group, figures.arms)}
`;
}

/** The page; every number and every verdict in it comes from `figures`. */
export function page(figures: Figures, { preset, tuningSubjects, machine }: Context): string {
  const subjects = Object.values(figures.groups).reduce((sum, { subjects: { length } }) => sum + length, 0);
  const budget = preset.represent.budget;
  return `# Does curation help?

\`npm run bench:curation -- --photos DIR\` wrote this, with the preset \`${preset.name}\` ${preset.version} on ${figures.photos} photos of things
(google/dreambooth), ${subjects} of them personalized. Measured on ${machine}.

For each subject and each seeded choice of 3 reference photos the preset's programs make one pool of synthetic images: DreamBooth's and
Cut-and-Paste's. Every arm chooses from that pool by its own rule, then trains one adapter with the same steps from the same seed. Coverage and
a random choice take at most ${budget} positives; the other rules take all that they let through. The subject's other photos are held out, all
photos of all other subjects are distractors, and neither trained. Metrics are the quality benchmark's, recomputed from raw vectors. A subject counts as
the mean over its choices; intervals resample subjects, not photos. Better and worse are said where the whole 95 % interval is on one side of 0, no difference
elsewhere: with so few subjects a small one would not show.

Fidelity is 0 for what is as like the photos as the negatives are and 1 for as like as two photos of the subject; diversity is 1 less the
mean cosine between two images that trained; Vendi is how many wholly different images they amount to.

![Fidelity against diversity of what trained, each arm's single-reference average precision beside it](curation.svg)

${section(figures, 'test', 'The claim: subjects that the recipe was not chosen on')}
${section(figures, 'tuning', 'The subjects that hyperparameters were chosen on')}
These are ${tuningSubjects.join(', ')}.
`;
}

interface Mark {
  readonly number: number;
  readonly label: string;
  readonly quality: number;
  /** Where it belongs, in pixels. */
  readonly at: readonly [number, number];
}

const [left, top, width, height, radius] = [60, 40, 380, 300, 11];

/** Each arm as a numbered disc at its fidelity and diversity, darker for a better adapter, the best arm first. */
export function chart({ arms, groups }: Figures): string {
  const group = groups.test ?? groups.tuning;
  if (group === undefined) throw new Error('There is nothing to draw.');
  const points = arms.map((arm) => ({ arm, ...(group.material[arm.name] as Material) }));
  const [across, up] = [rangeOf(points.map(({ fidelity }) => fidelity)), rangeOf(points.map((one) => one.diversity))];
  const x = (value: number): number => left + ((value - across[0]) / (across[1] - across[0])) * width;
  const y = (value: number): number => top + height - ((value - up[0]) / (up[1] - up[0])) * height;
  const marks = points
    .map(({ arm: { name, label }, fidelity, diversity }) => ({
      label: label.replaceAll('`', ''),
      quality: group.means[oneReference][name] ?? 0,
      at: [x(fidelity), y(diversity)] as const,
    }))
    .sort((a, b) => b.quality - a.quality)
    .map((mark, index): Mark => ({ ...mark, number: index + 1 }));
  const colour = colours(marks.map(({ quality }) => quality));
  const places = apart(marks.map(({ at }) => at));
  const discs = marks.map(({ number, quality, at }, index) => {
    const [cx, cy] = (places[index] ?? at).map((value) => value.toFixed(1)) as [string, string];
    return (
      `<path d="M${at[0].toFixed(1)} ${at[1].toFixed(1)}L${cx} ${cy}" stroke="#8a97a5"/>` +
      `<circle cx="${cx}" cy="${cy}" r="${radius}" fill="${colour(quality)}" stroke="#3b4754"/>` +
      `<text x="${cx}" y="${cy}" dy="4" text-anchor="middle">${number}</text>`
    );
  });
  const legend = marks.map(({ number, label, quality }, index) => {
    const line = top + 24 + index * 24;
    return (
      `<circle cx="${left + width + 40}" cy="${line}" r="${radius}" fill="${colour(quality)}" stroke="#3b4754"/>` +
      `<text x="${left + width + 40}" y="${line + 4}" text-anchor="middle">${number}</text>` +
      `<text x="${left + width + 58}" y="${line + 4}">${quality.toFixed(3)} ${label}</text>`
    );
  });
  const ends = [
    `<text x="${left}" y="${top + height + 18}">${across[0].toFixed(2)}</text>`,
    `<text x="${left + width}" y="${top + height + 18}" text-anchor="end">${across[1].toFixed(2)}</text>`,
    `<text x="${left - 6}" y="${top + height}" text-anchor="end">${up[0].toFixed(3)}</text>`,
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${up[1].toFixed(3)}</text>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 ${top + height + 50}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Fidelity against diversity of what trained, and each arm's single-reference average precision</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="20">diversity of what trained (upwards) against its fidelity</text>
<text x="${left + width + 30}" y="${top}">average precision, one reference</text>
<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#d5dbe1"/>
<text x="${left + width / 2}" y="${top + height + 36}" text-anchor="middle">fidelity: 0 as the negatives, 1 as real photos</text>
${[...ends, ...discs, ...legend].join('\n')}
</svg>
`;
}

/** With a tenth of room on either side. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((most - least) / 10, 0.001);
  return [least - room, most + room];
}

/** From pale for the least to blue for the most. */
function colours(values: readonly number[]): (value: number) => string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => `hsl(209 85% ${(92 - 40 * ((value - least) / (most - least || 1))).toFixed(0)}%)`;
}

/** Moves discs that would cover each other apart, the same way each time. */
function apart(places: readonly (readonly [number, number])[]): [number, number][] {
  // A turn of its own for each, since two at one place have no direction to part in.
  const moved = places.map(([x, y], index): [number, number] => [x + Math.cos(index) / 10, y + Math.sin(index) / 10]);
  for (let round = 0; round < 200; round += 1) {
    for (const [index, one] of moved.entries()) {
      for (const other of moved.slice(index + 1)) {
        const [dx, dy] = [other[0] - one[0], other[1] - one[1]];
        const distance = Math.hypot(dx, dy);
        const push = (2 * radius + 1 - distance) / 2 / distance;
        if (push <= 0) continue;
        one[0] -= dx * push;
        one[1] -= dy * push;
        other[0] += dx * push;
        other[1] += dy * push;
      }
    }
  }
  return moved;
}
