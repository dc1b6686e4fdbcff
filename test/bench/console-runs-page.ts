/** The section on the runs list. Every number comes from what was measured. */
import { percentile } from './api-figures.ts';
import { type RunsMeasured, usualRows, type Way } from './console-runs.ts';

/** In milliseconds, until the first view can be used, with nothing in the browser's cache. */
const budget = 1500;

const told: Readonly<Record<Way, string>> = {
  cold: 'first view, nothing cached',
  warm: 'first view again',
  filter: 'filter by status',
  next: 'next page',
  deep: 'next page, from the middle of the list',
};

const thousands = (count: number): string => count.toLocaleString('en');
const whole = (milliseconds: number): string => milliseconds.toFixed(0);
const median = (values: readonly number[]): number => percentile(values, 0.5);

const of = ({ waits }: RunsMeasured, what: 'shown' | 'quiet'): number[] => waits.map((wait) => wait[what]);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Of each way, the many against the few: the median of what each round found. */
function growth(few: RunsMeasured, many: RunsMeasured): string[] {
  const factors = of(many, 'quiet').map((quiet, round) => quiet / (of(few, 'quiet')[round] ?? quiet));
  return [
    told[few.way],
    ...[few, many].map((one) => `${whole(median(of(one, 'shown')))} / ${whole(median(of(one, 'quiet')))}`),
    `${median(factors).toFixed(2)} x`,
  ];
}

export function runsSection(measured: readonly RunsMeasured[]): string {
  const [few, many] = [...new Set(measured.map(({ runs }) => runs))].toSorted((one, other) => one - other) as [
    number,
    number,
  ];
  const pairs = measured.flatMap((small) => {
    const large = measured.find(({ way, runs, rows }) => way === small.way && runs === many && rows === small.rows);
    return small.runs === few && large !== undefined ? [growth(small, large)] : [];
  });
  const large = measured.filter(({ runs }) => runs === many);
  const first = large.find(({ way, rows }) => way === 'cold' && rows === usualRows);
  const again = large.find(({ way, rows }) => way === 'warm' && rows === usualRows);
  if (first === undefined || again === undefined) throw new Error('The first view was not measured.');
  const ready = median(of(first, 'quiet'));
  const kilobytes = ({ bytes, answers }: RunsMeasured): string => `${whole(bytes / 1000)} KB in ${answers} answers`;
  return `## The runs list, ${thousands(many)} runs

The first view, from the start of its navigation until its ${usualRows} rows are painted and the page is quiet, by somebody who is signed in and with nothing cached: **${whole(ready)} ms**. The budget of ${whole(budget)} ms is
${ready < budget ? 'kept' : '**missed**'}. It fetches ${kilobytes(first)}, and opened again ${kilobytes(again)}.

The list is read a page at a time, and a page costs what a page costs. Pages of 10 rows of a tenant with ${thousands(few)} runs and of one with ${thousands(many)}, in milliseconds until the rows are painted / the page is quiet;
the factor is the median of what each round found:

${table(['', `${thousands(few)} runs`, `${thousands(many)} runs`, 'factor'], pairs)}

By the rows of a page, ${thousands(many)} runs:

${table(
  ['', 'rows', 'painted, median', 'quiet, median', 'quiet, slowest'],
  large.map((one) => [
    told[one.way],
    String(one.rows),
    whole(median(of(one, 'shown'))),
    whole(median(of(one, 'quiet'))),
    whole(Math.max(...of(one, 'quiet'))),
  ]),
)}
`;
}
