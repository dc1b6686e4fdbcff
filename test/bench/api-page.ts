/** The page of the API's benchmark: tables in Markdown and one chart. Every number comes from what was measured. */
import { type Figures, flat, growths } from './api-figures.ts';

interface Context {
  readonly machine: string;
  readonly command: string;
  /** Of the machine before anything was measured: processes that wanted a processor in the last minute. */
  readonly load: number;
  readonly quick: boolean;
  readonly rounds: number;
  /** The largest store's. */
  readonly tenants: number;
}

const operations: Readonly<Record<string, string>> = {
  first: 'first page',
  middle: 'page in the middle',
  status: 'page of a status',
  subject: 'page of a subject',
  get: 'one run',
  embed: 'one embedding',
};

const told = (operation: string): string => operations[operation] ?? operation;
const thousands = (count: number): string => count.toLocaleString('en');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const rowOf = ({ atOnce, p50, p95, p99, perSecond }: Figures, first: string): string[] => [
  first,
  String(atOnce),
  ...[p50, p95, p99].map((value) => value.toFixed(value < 100 ? 2 : 0)),
  perSecond.toFixed(perSecond < 100 ? 1 : 0),
];

const heads = ['at once', 'p50', 'p95', 'p99', 'requests a second'];

function growthText(figures: readonly Figures[]): string {
  const sizes = [...new Set(figures.map(({ runs }) => runs))].toSorted((a, b) => a - b);
  const alone = (operation: string, runs: number): Figures | undefined =>
    figures.find((of) => of.operation === operation && of.runs === runs && of.atOnce === 1);
  const rows = growths(figures).map(({ operation, factor }) => [
    told(operation),
    ...sizes.map((runs) => (alone(operation, runs)?.p50 ?? Number.NaN).toFixed(2)),
    `${factor.toFixed(2)} x`,
    factor <= flat ? 'reached' : '**missed**',
  ]);
  const head = ['', ...sizes.map((runs) => `${thousands(runs)} runs`), 'growth', `goal: ${flat.toFixed(1)} x`];
  return table(head, rows);
}

export function page(figures: readonly Figures[], { machine, command, load, quick, rounds, tenants }: Context): string {
  const most = Math.max(...figures.map(({ runs }) => runs));
  const largest = figures.filter(({ runs }) => runs === most);
  const reads = largest.filter(({ operation }) => operation !== 'embed');
  const embeds = largest.filter(({ operation }) => operation === 'embed');
  const notes = [
    ...(load < 0.5
      ? []
      : [`**The machine was not quiet:** its load was ${load.toFixed(1)} before this began. Measure again.`]),
    ...(quick ? ['**In short form:** smaller stores and fewer requests. It shows that this works, not how fast.'] : []),
  ];
  return `# What the API costs, however many runs there are

\`${command}\` wrote this: \`likeness up\` in a process of its own on stores of several sizes, asked over HTTP by a caller on the same machine, in turn, ${rounds}
${rounds === 1 ? 'round' : 'rounds'}. The largest store has ${thousands(most)} runs of ${thousands(tenants)} tenants; half of them are of the one who asks. Pages have 25 runs and come compressed, as clients
ask for them. Times are milliseconds, from sending a request to the end of its answer. Measured on ${machine}.
${notes.map((note) => `\n${note}\n`).join('')}
## A page costs what a page costs

One request at a time, in the median, in stores of several sizes. Growth is the median of what each round found, for which the stores were asked in turn:

${growthText(figures)}

![Milliseconds of a request by the size of the store](api.svg)

## Reading, ${thousands(most)} runs

${table(
  ['', ...heads],
  reads.map((of) => rowOf(of, told(of.operation))),
)}

## Embedding

The base's vector of a picture of 224 pixels, a JPEG as the body, by the embedding server that \`up\` starts. What it takes over the server's own time
([serve.md](serve.md)) is the caller's identity, the quota's count and the way through.

${table(
  ['', ...heads],
  embeds.map((of) => rowOf(of, told(of.operation))),
)}
`;
}

/** Of each way to read, a bar a store: the median of one at a time. */
export function chart(figures: readonly Figures[]): string {
  const [left, width, line, gap] = [150, 380, 18, 12];
  const alone = figures.filter(({ atOnce, operation }) => atOnce === 1 && operation !== 'embed');
  const most = Math.max(...alone.map(({ p50 }) => p50));
  const names = [...new Set(alone.map(({ operation }) => operation))];
  const colours = ['#9cc3ea', '#4c93d8', '#0b6bcb'];
  let y = 24;
  const drawn = names.flatMap((operation) => {
    const bars = alone.filter((of) => of.operation === operation).toSorted((a, b) => a.runs - b.runs);
    const label = `<text x="${left - 10}" y="${y + 13}" text-anchor="end">${told(operation)}</text>`;
    const rects = bars.map(({ runs, p50 }, index) => {
      const length = ((p50 / most) * width).toFixed(1);
      const top = y + index * line;
      return (
        `<rect x="${left}" y="${top}" width="${length}" height="${line - 3}" fill="${colours[index % colours.length]}"/>` +
        `<text x="${left + Number(length) + 6}" y="${top + 12}">${p50.toFixed(2)} (${thousands(runs)} runs)</text>`
      );
    });
    y += bars.length * line + gap;
    return [label, ...rects];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 150} ${y + 4}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Milliseconds of a request by the size of the store</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="14">milliseconds of a request, one at a time, in the median</text>
${drawn.join('\n')}
</svg>
`;
}
