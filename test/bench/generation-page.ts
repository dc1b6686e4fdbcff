/** The generation benchmark's page: tables in Markdown and one chart. Every number comes from what was measured. */
import {
  type Document,
  find,
  type Measured,
  oursSampled,
  oursTrained,
  type Part,
  parts,
  plainPicture,
  plainStep,
  type Recipe,
  type Rung,
  ratio,
  type ShapeFigures,
  secondsOf,
} from './generation-figures.ts';

interface Context {
  readonly name: string;
  readonly machine: string;
  readonly command: string;
  /** Of the machine before anything was measured: processes that wanted a processor in the last minute. */
  readonly load: number;
}

const titles: Readonly<Record<string, string>> = {
  small: 'The small generator, 128 pixels',
  sd15: 'Stable Diffusion 1.5, 512 pixels',
  sdxl: 'Stable Diffusion XL, 1024 pixels',
};

/** As it is told, with two decimals. */
const isSlower = (factor: number): boolean => Number(factor.toFixed(2)) < 1;
const times = (factor: number): string => `${factor.toFixed(2)} x`;
const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function factorCell({ factor, least, most }: Rung['factors'][Part]): string {
  if (least === 1 && most === 1) return '';
  const text = `${times(factor)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
  return isSlower(factor) ? `**slower:** ${text}` : text;
}

function ladderTable(ladder: readonly Rung[]): string {
  const [, ...changes] = ladder;
  const rows = changes.map(({ change, factors }) => [change, ...parts.map((part) => factorCell(factors[part]))]);
  return table(['change, on top of those above', 'a photo trained', 'a picture made', 'a subject'], rows);
}

function slower(ladder: readonly Rung[]): string {
  const found = ladder
    .slice(1, -1)
    .flatMap(({ change, factors }) =>
      (['train', 'image'] as const)
        .filter((part) => isSlower(factors[part].factor))
        .map((part) => `${change} (${part === 'train' ? 'training' : 'sampling'}, ${times(factors[part].factor)})`),
    );
  return found.length === 0 ? 'No change made anything slower.' : `Slower than without: ${found.join('; ')}.`;
}

const ratioCell = (value: number | null): string => (value === null ? 'out of memory' : times(value));

function trainTable(figures: ShapeFigures): string {
  const plain = plainStep(figures);
  const rows = oursTrained(figures).map((one) => {
    const speed = ratio(plain, one);
    const photos = speed === null ? null : speed * one.batch;
    const memory = secondsOf(one) === null ? '' : times(one.peakBytes / plain.peakBytes);
    return [trainName(one), ratioCell(speed), ratioCell(photos), memory];
  });
  return table(['method, precision, photos a step', 'steps a second', 'photos a second', 'memory'], rows);
}

const trainName = ({ method, precision, batch, checkpointing }: Measured): string =>
  `${method}, ${precision}, ${batch}${checkpointing ? ', gradient checkpointing' : ''}`;

function sampleTable(figures: ShapeFigures): string {
  const plain = plainPicture(figures);
  const rows = oursSampled(figures).map((one) => {
    const memory = secondsOf(one) === null ? '' : times(one.peakBytes / plain.peakBytes);
    return [sampleName(one), ratioCell(ratio(plain, one)), memory];
  });
  return table(['solver, steps, precision, pictures at once', 'pictures a second', 'memory'], rows);
}

const sampleName = ({ solver, steps, precision, batch }: Measured): string =>
  `${solver}, ${steps}, ${precision}, ${batch}`;

/** Against a plain way that samples four pictures a call, as the paper's script does its class images. */
function inFours(figures: ShapeFigures, { subject }: Document): string {
  const [first, last] = [figures.ladder?.[0], figures.ladder?.at(-1)];
  const four = secondsOf(find(figures, { side: 'plain', what: 'sample', batch: 4 }));
  const one = secondsOf(plainPicture(figures));
  if (first === undefined || last === undefined || four === null || one === null) return 'ran out of memory';
  const whole = first.seconds.whole - (subject.classImages + subject.positives) * (one - four);
  return times(whole / last.seconds.whole);
}

function textEncoder(figures: ShapeFigures): string {
  const found = ratio(find(figures, { side: 'plain', what: 'train', text_encoder: true }), plainStep(figures));
  return found === null ? 'runs out of memory' : `takes ${times(found)} the time`;
}

/** The three figures that goals were set for. */
function summary(figures: ShapeFigures, document: Document): string {
  const { recipe, ladder } = figures;
  const step = find(figures, {
    side: 'ours',
    what: 'train',
    fused: true,
    ...pick(recipe),
    batch: 1,
    checkpointing: false,
  });
  const same = find(figures, {
    ...{ side: 'ours', what: 'sample', solver: 'pndm' },
    ...{ precision: recipe.precision, batch: recipe.sample_batch },
  });
  const whole = ladder?.at(-1)?.factors.whole.factor ?? null;
  const found: [string, number | null, number][] = [
    ['training steps a second, the same step', ratio(plainStep(figures), step), 2],
    ['pictures a second at the same number of solver steps', ratio(plainPicture(figures), same), 3],
    ['a subject, end to end', whole, 6],
  ];
  const judged = document.device !== null;
  const rows = found.map(([what, value, goal]) => [
    ...[what, ratioCell(value)],
    ...(judged ? [`${goal} x`, value !== null && value >= goal ? 'reached' : '**missed**'] : []),
  ]);
  return table(judged ? ['against the plain way', 'found', 'goal', ''] : ['against the plain way', 'found'], rows);
}

const pick = ({ method, precision }: Recipe): Pick<Recipe, 'method' | 'precision'> => ({ method, precision });

/** What Stable Diffusion 1.5 must fit into, in GiB. */
const memoryGoals: Readonly<Record<string, number>> = { lora: 12, full: 24 };

function memoryText(figures: ShapeFigures): string {
  if (figures.shape !== 'sd15') return '';
  const rows = Object.entries(memoryGoals).map(([method, goal]) => {
    const fitting = oursTrained(figures).filter((one) => one.method === method && secondsOf(one) !== null);
    const [least] = fitting.sort((a, b) => a.peakBytes - b.peakBytes);
    if (least === undefined) return [method, 'out of memory', `${goal} GiB`, '**missed**'];
    const verdict = least.peakBytes <= goal * 2 ** 30 ? 'reached' : '**missed**';
    return [`${method}: ${trainName(least)}`, gibibytes(least.peakBytes), `${goal} GiB`, verdict];
  });
  return `\n${table(['least memory', 'found', 'goal', ''], rows)}\n`;
}

function absoluteTable(figures: ShapeFigures): string {
  const rows = figures.costs.map((one) => {
    const name = one.what === 'train' ? trainName(one) : sampleName(one);
    const more = `${one.text_encoder ? ', text encoder too' : ''}${one.fused ? '' : ', optimizer not fused'}`;
    const known = one.seconds.filter((value) => value !== null);
    const spread = known.length === 0 ? '' : `${Math.min(...known).toFixed(3)} to ${Math.max(...known).toFixed(3)}`;
    const seconds = secondsOf(one);
    const cells = [
      seconds === null ? 'out of memory' : seconds.toFixed(3),
      spread,
      rate(one),
      gibibytes(one.peakBytes),
    ];
    return [`${one.side}, ${one.what}: ${name}${more}`, ...cells];
  });
  return table(['', 'seconds a step or picture', 'least to most', 'pictures a second', 'peak memory'], rows);
}

/** A step trains as many class images as photos. */
function rate(one: Measured): string {
  const seconds = secondsOf(one);
  if (seconds === null) return '';
  return ((one.what === 'train' ? 2 * one.batch : 1) / seconds).toFixed(2);
}

function shapeText(figures: ShapeFigures, document: Document): string {
  const { ladder, recipe, shape, weights } = figures;
  const { subject, device } = document;
  const changes =
    ladder === null
      ? 'The plain way or a step towards ours ran out of memory: there are no factors.'
      : `${ladderTable(ladder)}\n\n${slower(ladder)}`;
  const absolute = absoluteTable(figures);
  const memory =
    device === null
      ? 'the largest resident size of the process, Python and libraries included'
      : "what tensors held of the GPU's";
  return `## ${titles[shape] ?? shape}

Weights: ${weights}. Ours: ${recipe.method}, ${recipe.precision}, ${recipe.batch} photos and as many class images a step,
${recipe.sample_batch} pictures at once, ${recipe.sampling_steps} steps of DPM-Solver++.

${summary(figures, document)}
${memoryText(figures)}
### What each change is worth

${changes}

"A photo trained" is one photo and its class image. "A subject" is ${subject.steps} of them, ${subject.classImages} class images and ${subject.positives} pictures, on both
sides; ours also pays for what it encodes beforehand. ${recipe.batch} photos a step mean fewer steps for as many pictures, which is the same
work but not the same training. Fewer solver steps make other pictures. Were the plain way to sample four pictures a call, as
the paper's script does for class images, the whole would be ${inFours(figures, document)}. Were its text encoder to train too, as the paper's does, its
step ${textEncoder(figures)}: that is not counted above.

### Training, against the plain step

${trainTable(figures)}

### Sampling, against the plain way

${sampleTable(figures)}

Memory is ${memory}; training's leaves out writing checkpoints.

${device === null ? `<details><summary>Seconds and bytes on this machine</summary>\n\n${absolute}\n\n</details>` : `### Seconds and bytes\n\n${absolute}`}
`;
}

/** The page of all shapes. */
export function page(document: Document, { name, machine, command, load }: Context): string {
  const { rounds, threads, torch, shapes } = document;
  const picture = drawnOf(document) === undefined ? '' : `\n![Cost of a subject after each change](${name}.svg)\n`;
  return `# What generation costs

\`${command}\` wrote this. "Plain" goes about it as the paper's scripts: one photo and one class image a step, each opened and
encoded anew, the prompts too, fp32, torch's default AdamW (the paper's is an 8-bit one); sampling${document.device === null ? '' : ' in fp16'} by 50 steps of PNDM, one
picture a call (the paper's makes class images in fours: see what that would change).
"Ours" is the generate and priors jobs' own code. Both train the same weights by the same loss (a test compares losses, gradients
and pictures); the plain side is without the paper's gradient checkpointing, which would slow it down.

All cases were measured ${rounds === 1 ? 'once' : `${rounds} times`}, in turn forwards and backwards, each in a process of its own; factors are of medians, with the
least and the most of the rounds in brackets. Threads: ${threads}; torch ${torch}. Measured on ${machine}.
${load < 0.5 ? '' : `\n**The machine was not quiet:** its load was ${load.toFixed(1)} before this began. Measure again.\n`}${picture}
${shapes.map((figures) => shapeText(figures, document)).join('\n')}`;
}

const drawnOf = ({ shapes }: Document): ShapeFigures | undefined => shapes.find(({ ladder }) => ladder !== null);

/** A subject's cost after each change of the first shape that has them, the plain way's being 100; null where none has. */
export function chart(document: Document): string | null {
  const ladder = drawnOf(document)?.ladder?.slice(0, -1);
  const plain = ladder?.[0];
  if (ladder === undefined || plain === undefined) return null;
  const [left, width, line] = [330, 380, 26];
  const height = ladder.length * line + 40;
  const bars = ladder.map(({ change, seconds }, index) => {
    const share = seconds.whole / plain.seconds.whole;
    const y = 30 + index * line;
    return (
      `<text x="${left - 10}" y="${y + 13}" text-anchor="end">${change}</text>` +
      `<rect x="${left}" y="${y}" width="${(share * width).toFixed(1)}" height="18" fill="${index === 0 ? '#8a97a5' : '#0b6bcb'}"/>` +
      `<text x="${(left + share * width + 6).toFixed(1)}" y="${y + 13}">${(100 * share).toFixed(1)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 70} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Cost of a subject after each change</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16">time of a subject after each change, the plain way's being 100</text>
${bars.join('\n')}
</svg>
`;
}
