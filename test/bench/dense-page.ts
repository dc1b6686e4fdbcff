/** The page of docs/experiments/dense: what was asked, how it was measured, and the figures of each set that there is. */
import { metricWords } from '../../bin/evaluation.ts';
import { armsChart, standalone } from '../../bin/report/experiment-charts.ts';
import { signed } from '../../bin/terminal/cells.ts';
import type { Mean } from '../../lib/domain/experiment-figures.ts';
import { armFigures, chartRows, pairs, type SetResult, told } from './dense-figures.ts';

export const chart = ({ arms }: SetResult): string =>
  `${standalone(armsChart(chartRows(arms), 'mAP, average precision, NDCG: base grey, personalized blue'))}\n`;

export function page(sets: readonly SetResult[], machine: string): string {
  return `# DreamBooth and Cut-and-Paste on dense tasks

Do DreamBooth's images, Cut-and-Paste or both help to find and outline a thing, and is it otherwise than in
classification and retrieval?

\`npm run bench:dense\` wrote this, from the evaluations of each arm that are kept beside it as JSON. Measured on ${machine}.

## Protocol

The arms are those of [dense.yaml](../dense.yaml) and [sources.yaml](../sources.yaml): one preset, one budget of synthetic images,
three reference photos a subject, one choice, one seed. Each subject's adapter is measured by [the paper's four tasks](../../evaluation.md):
${[...new Set(sets.map(({ side }) => side))].map((side) => `dense tasks see a square of ${side} pixels, ${side / 16} patches a side`).join('; ')},
where the paper has 64; a coarser grid costs all arms alike at high overlaps. Gallery and negatives are of all instances of a set.
Base and personalized are means over instances; intervals are 95 %, by bootstrap over instances; differences are paired by
instance. F1 counts every prediction, and there is one on every picture, so it is low; best F1 is at the best threshold.

${sets.map(section).join('\n')}
## What this does not say

- The preset is small: the generator that ships draws its own categories as blobs. It shows the method, not the paper's figures.
- On composites Cut-and-Paste is at home: they are made as its images are. The rendered set favours neither.
- A composite's mask is exactly what was pasted. What was pasted is what GrabCut found in the photo, which now and then has some
  of its surroundings or lacks a part of the thing; all arms are judged by the same pictures.
- A subject is one draw of references and one seed; the intervals are over subjects, of which there are few.
`;
}

const titles = {
  rendered: 'Rendered things',
  composites: 'Held-out photos on other scenes',
} as const;

const made = {
  rendered:
    'Six drawn things of six categories, and two look-alikes of each that are negatives and distractors but not judged; their masks are the drawing’s.',
  composites:
    'Photos that no arm learnt from are cut out as the compose job does, and pasted whole on scenes, a quarter to seven tenths of the side long. No subject that is judged is in a scene.',
} as const;

function section(result: SetResult): string {
  const { set, arms, counts, scenes, preset } = result;
  const names = arms.map(({ arm }) => arm);
  return `## ${titles[set]}

${made[set]} ${scenes} ${counts.instances} instances are judged by ${counts.testPictures} test pictures among ${counts.testPicturesInScope}, with a
gallery of ${counts.galleryPictures}. Preset \`${preset}\`; arms: ${names.join(', ')}.

![Base and personalized of each arm](${set}.svg)

${table(['', 'arm', 'base', 'personalized', 'difference', '95 % interval', 'instances'], armRows(result))}

Arms beside each other, personalized less personalized:

${table(['', 'arms', 'difference', '95 % interval', 'which'], pairRows(result))}
`;
}

function armRows({ arms }: SetResult): string[][] {
  return told.flatMap(([task, metric]) =>
    armFigures(arms, task, metric).map(({ arm, runs, base, personalized, gain }) => [
      named(task, metric),
      arm,
      base?.mean.toFixed(3) ?? '-',
      personalized?.mean.toFixed(3) ?? '-',
      lead(gain),
      interval(gain),
      String(runs),
    ]),
  );
}

function pairRows({ arms }: SetResult): string[][] {
  return told.flatMap(([task, metric]) =>
    pairs(arms, task, metric).map(({ left, right, difference }) => [
      named(task, metric),
      `${left} less ${right}`,
      lead(difference),
      interval(difference),
      better(left, right, difference),
    ]),
  );
}

const named = (task: string, metric: string): string => `${task}, ${metricWords[metric] ?? metric}`;
const lead = (mean: Mean | null): string => (mean === null ? '-' : signed(mean.mean));
const interval = (mean: Mean | null): string => mean?.interval?.map(signed).join(' to ') ?? '-';

function better(left: string, right: string, difference: Mean | null): string {
  const [low, high] = difference?.interval ?? [0, 0];
  return low > 0 ? left : high < 0 ? right : 'not told apart';
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index < 2 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
