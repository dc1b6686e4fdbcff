/** The serving benchmark's page: tables in Markdown and one chart. Every number comes from what was measured. */
import { againstPeft, goals, type Measurement, rates, type Share, shares, words } from './serve-figures.ts';

interface Context {
  readonly machine: string;
  readonly command: string;
  /** Of the machine before anything was measured: processes that wanted a processor in the last minute. */
  readonly load: number;
  readonly quick: boolean;
  /** The chart's file beside the page. */
  readonly chart: string;
}

const { percent, times, milliseconds } = words;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const named = (what: string): string => {
  if (what === 'base only') return what;
  return what === '1' ? 'one adapter' : `${Number(what).toLocaleString('en')} adapters`;
};

const shareRow = ({ what, perSecond, share, least, most }: Share): string[] => [
  named(what),
  perSecond.toFixed(1),
  `${percent(share)} (${percent(least)} to ${percent(most)})`,
];

function summary(measured: Measurement): string {
  const rows = goals(measured).map(({ what, goal, found, reached }) => [
    what,
    found,
    goal,
    reached ? 'reached' : '**missed**',
  ]);
  return table(['', 'found', 'goal', ''], rows);
}

function peftText({ model, batch }: Measurement): string {
  const rows = model.peft.map((peft) => {
    const { switching, mixed } = againstPeft(peft);
    return [`${peft.adapters.toLocaleString('en')} adapters in memory`, times(switching), times(mixed)];
  });
  return `## Against peft

The model alone, batches of ${batch} images, each for an adapter drawn at random: ours in one forward pass, peft with \`set_adapter\` and a pass for
each image, and peft's mixed batch (\`adapter_names\`). What peft loses grows with the adapters that it holds, since each of them is looked at in every
layer: loading the first ${model.loading.adapters} took it ${model.loading.seconds.toFixed(1)} s. Those beyond were put in place without its loader, which would take half an hour.

${table(['ours', "against peft's switching", "against peft's mixed batch"], rows)}`;
}

function coldText({ cold }: Measurement): string {
  const rows = cold.flatMap(({ resident, cold: first, warm }) =>
    (
      [
        ['first request', first],
        ['the same again', warm],
      ] as const
    ).map(([what, of]) => [
      `${what}, ${resident.toLocaleString('en')} resident`,
      milliseconds(of.p50),
      milliseconds(of.p95),
      milliseconds(of.p99),
    ]),
  );
  return `## Cold loads

From a request that first names an adapter to its vector: reading and checking the files (which the disk's cache may hold), the picture, the model. The
server has nothing else to do meanwhile. The second request says what of it is not the load.

${table(['', 'p50', 'p95', 'p99'], rows)}`;
}

function latencyText({ latency }: Measurement): string {
  const rows = latency.map(({ share, rate, p50, p95, p99, errors }) => [
    percent(share),
    rate.toFixed(1),
    milliseconds(p50),
    milliseconds(p95),
    milliseconds(p99),
    String(errors),
  ]);
  return `## Latency

Requests at random moments, 64 adapters mixed, at shares of the most that the server answered.

${table(['load', 'requests a second', 'p50', 'p95', 'p99', 'errors'], rows)}`;
}

export function page(measured: Measurement, { machine, command, load, quick, chart }: Context): string {
  const { gpu, torch, backbone, side, batch, callers, served, phone, model, memory, adapterBytes } = measured;
  const each = (memory.full - memory.empty) / memory.resident;
  const notes = [
    ...(load < 0.5
      ? []
      : [`**The machine was not quiet:** its load was ${load.toFixed(1)} before this began. Measure again.`]),
    ...(quick ? ['**In short form:** fewer adapters and requests. It shows that this works, not how fast.'] : []),
  ];
  return `# What a thousand adapters cost

\`${command}\` wrote this. One server with the backbone ${backbone}, pictures of ${side} pixels, ${gpu === null ? 'no GPU' : gpu}; batches of up to ${batch}, one thread for the
model, one process that decodes. The adapters have random weights of the laptop preset's rank and layers. Each case ran
${served[0]?.perSecond.length} times, in turn with the others; shares are of medians, with the least and the most of the rounds in brackets. torch ${torch}.
Measured on ${machine}.
${notes.map((note) => `\n${note}\n`).join('')}
${summary(measured)}

![Images a second by the number of adapters](${chart})

## Many adapters, one server

${callers} callers ask for one image after another, each for one of so many adapters, drawn at random. ${measured.errors} of their requests failed.

${table(['JPEG of the size that the backbone sees', 'images a second', 'of the base alone'], shares(served).map(shareRow))}

${table(["a phone's 12 megapixels", 'images a second', 'of the base alone'], shares(phone).map(shareRow))}

The model alone, without server and decoding, batches of ${batch}:

${table(['', 'images a second', 'of the base alone'], shares(rates(model.mixed)).map(shareRow))}

${peftText(measured)}

${coldText(measured)}

${latencyText(measured)}

## Memory

An adapter's weights take ${(adapterBytes / 1024).toFixed(0)} KiB; with ${memory.resident.toLocaleString('en')} of them in memory the server's process has ${(each / 1024).toFixed(0)} KiB more for each
(${(memory.empty / 2 ** 20).toFixed(0)} MiB without, ${(memory.full / 2 ** 20).toFixed(0)} MiB with them).
`;
}

/** Images a second through the server, the base's being 100. */
export function chart({ served }: Measurement): string {
  const [left, width, line] = [130, 420, 26];
  const drawn = shares(served).map(({ what, share, perSecond }, index) => {
    const y = 30 + index * line;
    return (
      `<text x="${left - 10}" y="${y + 14}" text-anchor="end">${named(what)}</text>` +
      `<rect x="${left}" y="${y}" width="${(share * width).toFixed(1)}" height="19" fill="${index === 0 ? '#8a97a5' : '#0b6bcb'}"/>` +
      `<text x="${(left + share * width + 6).toFixed(1)}" y="${y + 14}">${(100 * share).toFixed(1)} (${perSecond.toFixed(1)} a second)</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 190} ${served.length * line + 40}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Images a second by the number of adapters</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16">images a second, the base's alone being 100</text>
${drawn.join('\n')}
</svg>
`;
}
