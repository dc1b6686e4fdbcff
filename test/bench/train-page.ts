/** The training benchmark's page: tables in Markdown and one chart. Every number comes from what was measured. */
import {
  type Apart,
  type CohortFigures,
  type Document,
  type Factor,
  paidBack,
  type Reading,
  readingOf,
  type ShapeFigures,
  sameCurve,
  stepOf,
  throughput,
} from './train-figures.ts';

interface Context {
  readonly machine: string;
  readonly command: string;
  /** Of the machine before anything was measured: processes that wanted a processor in the last minute. */
  readonly load: number;
}

const goals = { gpu: 4, cpu: 1.3 } as const;
/** Seconds until a managed training job's machine runs the program: an assumption, not measured. */
const managedStartUp = 180;

const titles: Readonly<Record<string, string>> = {
  laptop: 'The small backbone, 128 pixels',
  paper: "The small backbone, 224 pixels, the paper's settings",
  'dinov2-s': "DINOv2 S/14 (random weights), 224 pixels, the paper's settings",
};

const times = (factor: number): string => `${factor.toFixed(2)} x`;
const withRange = ({ factor, least, most }: Factor): string => {
  const text = `${times(factor)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
  return Number(factor.toFixed(2)) < 1 ? `**slower:** ${text}` : text;
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function summary({ shapes, gpu }: Document): string {
  const goal = gpu === null ? goals.cpu : goals.gpu;
  const rows = shapes.map(({ shape, whole }) => [
    titles[shape] ?? shape,
    withRange(whole),
    `${goal} x`,
    whole.factor >= goal ? 'reached' : '**missed**',
  ]);
  return table(['steps a second, ours against the plain way, fp32', 'found', 'goal', ''], rows);
}

function ladderTable({ ladder, whole }: ShapeFigures): string {
  const [plain, ...changes] = ladder;
  const rows = changes.map((rung) => [rung.change, withRange(rung), rung.seconds.toFixed(3)]);
  return table(
    ['change, on top of those above', 'steps a second', 'seconds a step'],
    [
      ['the plain way', '', (plain?.seconds ?? 0).toFixed(3)],
      ...rows,
      ['**all together**', withRange(whole), (ladder.at(-1)?.seconds ?? 0).toFixed(3)],
    ],
  );
}

const compared: Readonly<Record<Apart['what'], string>> = {
  still: 'no augmentation, against the plain way without it',
  blocks: 'the last 4 blocks alone learn, those below run once a picture; against the plain way of the same',
  photos:
    'anchors drawn of 3 photos, neither augmentation nor dropout: each distinct picture encoded once; against each drawn one, all changes above made',
  bf16: 'bf16, against ours in fp32: other numbers come out',
};

function apartTable({ apart }: ShapeFigures): string {
  const rows = apart.map((one) => [
    compared[one.what],
    withRange(one),
    one.seconds.toFixed(3),
    one.what === 'blocks' ? `${(one.before / one.seconds).toFixed(1)} steps` : '',
  ]);
  return table(['apart', 'steps a second', 'seconds a step', 'paid once'], rows);
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const kinds: Readonly<Record<Reading['kind'], string>> = { photos: 'photos', synthetic: 'synthetic pictures' };

function readingText(figures: ShapeFigures): string {
  const { reading } = figures;
  const { once, eachStep } = readingOf(figures);
  const steps = paidBack(figures);
  const files = reading.map(
    ({ kind, size, bytes, drawn }) =>
      `${drawn} ${kinds[kind]} (${size.join(' x ')} pixels, ${Math.round(bytes / 1024)} KiB a file)`,
  );
  const pictures = reading.reduce((sum, one) => sum + one.pictures, 0);
  const made =
    steps === null ? '**never made up for**' : `made up for after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return `A step draws ${files.join(' and ')}, which take ${eachStep.toFixed(2)} s to open, decode and resize:
${percent(eachStep / stepOf(figures).plain)} of the plain way's step. Paid before by ours: all ${pictures} are read once, in ${once.toFixed(2)} s, ${made}.`;
}

/** What the factor contains, and what both ways share. */
function contents(figures: ShapeFigures): string {
  const { plain, ours } = stepOf(figures);
  const { products, attention, rest } = figures.shares;
  return `${readingText(figures)}
Our step takes ${percent(ours / plain)} of the plain way's. Of it ${percent(products)} is matrix products, ${percent(attention)} attention, and ${percent(rest)}
the rest (activations, norms, dropout, Adam, augmentation).`;
}

function shapeText(figures: ShapeFigures): string {
  const apart = figures.apart.length === 0 ? '' : `\n${apartTable(figures)}\n`;
  return `## ${titles[figures.shape] ?? figures.shape}

${contents(figures)}

${ladderTable(figures)}
${apart}`;
}

function curvesText({ curves }: Document): string {
  const rows = curves.map((curve) => [
    `${titles[curve.shape] ?? curve.shape}: ${curve.what}`,
    String(curve.plain.length),
    `${(curve.plain[0] ?? 0).toFixed(4)} to ${(curve.plain.at(-1) ?? 0).toFixed(4)}`,
    curve.difference.toExponential(1),
    sameCurve(curve) ? 'same' : '**differ**',
  ]);
  return table(['losses', 'steps', 'first to last', 'largest relative difference', 'below 1e-3'], rows);
}

function cohortText(cohort: CohortFigures): string {
  const { subjects, steps, together, each, same } = cohort;
  const sum = each.reduce((total, seconds) => total + seconds, 0);
  const rows = [0, managedStartUp].map((startUp) => [
    startUp === 0 ? 'as measured, start-up of the programs included' : `with ${startUp} s more a job, **assumed**`,
    (sum + startUp * subjects).toFixed(1),
    (together + startUp).toFixed(1),
    times(throughput(cohort, startUp)),
  ]);
  return `## Many subjects in one job

${subjects} subjects by the laptop preset (${steps} steps), with held-out photos and the same other things: a job for each, one after
another, and \`python -m likeness_ml.represent.cohort\` for all. Each trains with the same code, one after another; both ways gave
${same ? 'the same adapters, bit for bit' : '**different adapters**'}.

${table(['', `${subjects} jobs, s`, 'one job, s', 'subjects an hour'], rows)}

The second line adds what a managed training service takes to bring up a machine and its image, ${managedStartUp} s here: a stated
assumption, for jobs that run one after another.`;
}

export function page(document: Document, { machine, command, load }: Context): string {
  const { rounds, threads, torch, shapes, quick, gpu } = document;
  const notes = [
    ...(load < 0.5
      ? []
      : [`**The machine was not quiet:** its load was ${load.toFixed(1)} before this began. Measure again.`]),
    ...(quick ? ['**In short form:** one step of each way was timed. It shows that this works, not how fast.'] : []),
  ];
  return `# What training costs

\`${command}\` wrote this. "Plain" goes about it as the paper's code: 16 anchors, 16 positives and 16 negatives a step; each file
opened, decoded, resized (bicubic) and cropped by PIL anew; each normalised tensor flipped, turned and cropped at random for
itself; three forward passes, eager attention, fp32, each loss waited for. The paper's code loads in 16 worker processes: here
they would take processors from the network, so the plain way loads in its own. "Ours" is the represent job's own loop, with files
of the same pixels read once. Both train the same adapter by the paper's loss; the pictures are made up, of about the sizes that
the paper's code and the laptop preset meet.

The matrix products of a step, forwards and backwards, are the same on both sides, and no change in the ladders makes them fewer:
the more of a step they are, as on a CPU, the smaller a factor must be. An anchor that a step draws twice is encoded once by ours where both would come out
the same, which takes that there be neither augmentation nor dropout. The paper's settings have both: each occurrence is changed
anew and has its own mask, as in the paper's code, so the factors in the first table contain nothing of it. It was measured apart.
${gpu === null ? `The goal on a GPU (${goals.gpu} x) was not measured: there was none.` : `Both ways trained on ${gpu}.`}

Each way was timed ${rounds === 1 ? 'once' : `${rounds} times`}, forwards and backwards in turn; factors are of medians, with the least and the most of the
rounds in brackets. Threads: ${threads}; torch ${torch}. Measured on ${machine}.
${notes.map((note) => `\n${note}\n`).join('')}
${summary(document)}

![Time of a step after each change](train.svg)

${shapes.map(shapeText).join('\n')}
## The same learning

Same seed, same pictures in each step, no dropout (its draws follow from how many are sent through at once), fp32.

${curvesText(document)}

${cohortText(document.cohort)}
`;
}

/** A step's time after each change, the plain way's being 100, shape by shape. */
export function chart({ shapes }: Document): string {
  const [left, width, line] = [330, 380, 24];
  const rows = shapes.flatMap(({ shape, ladder }) => [
    { text: titles[shape] ?? shape, share: null },
    ...ladder.map(({ change, seconds }) => ({ text: change, share: seconds / (ladder[0]?.seconds ?? seconds) })),
  ]);
  const drawn = rows.map(({ text, share }, index) => {
    const y = 30 + index * line;
    if (share === null) return `<text x="10" y="${y + 13}" font-weight="bold">${text}</text>`;
    return (
      `<text x="${left - 10}" y="${y + 13}" text-anchor="end">${text}</text>` +
      `<rect x="${left}" y="${y}" width="${(share * width).toFixed(1)}" height="17" fill="${share === 1 ? '#8a97a5' : '#0b6bcb'}"/>` +
      `<text x="${(left + share * width + 6).toFixed(1)}" y="${y + 13}">${(100 * share).toFixed(1)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 70} ${rows.length * line + 40}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Time of a training step after each change</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16">time of a step, the plain way's being 100</text>
${drawn.join('\n')}
</svg>
`;
}
