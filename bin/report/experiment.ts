import { measuredOf } from '../../lib/domain/experiment-figures.ts';
import { experimentMetrics } from '../../lib/domain/other-subjects.ts';
import type { ExperimentResult } from '../experiment-result.ts';
import { oneLine } from '../terminal/one-line.ts';
import { standalone } from './experiment-charts.ts';
import { type Section, sectionsOf } from './experiment-sections.ts';
import { escapeHtml } from './html.ts';
import { style } from './style.ts';

/** The report's files by their names. */
export function experimentFiles(result: ExperimentResult): ReadonlyMap<string, string> {
  const sections = sectionsOf(result);
  const charts = sections.flatMap(({ chart }) => (chart === null || chart.svg === '' ? [] : [chart]));
  return new Map([
    ['experiment.json', `${JSON.stringify(result, null, 1)}\n`],
    ['runs.csv', csv(result)],
    ['report.html', html(result, sections)],
    ['report.md', markdown(result, sections)],
    ...charts.map(({ name, svg }) => [`${name}.svg`, `${standalone(svg)}\n`] as const),
  ]);
}

const told = ({ counts, arms, preset }: ExperimentResult): string =>
  `${arms.length} arms on the preset ${preset}: ${counts.done} runs done, ${counts.failed} failed, ${counts['not run']} not run.`;

function markdown(result: ExperimentResult, sections: readonly Section[]): string {
  const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const table = ([head = [], ...rows]: Section['table']): string =>
    [row(head), `| ${head.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`, ...rows.map(row)].join(
      '\n',
    );
  const parts = sections.map(({ title, text, table: cells, chart }) => {
    const picture = chart === null || chart.svg === '' ? '' : `![${title}](${chart.name}.svg)\n\n`;
    return `## ${title}\n\n${text}\n\n${picture}${table(cells)}\n`;
  });
  return `# ${result.name}\n\n${result.question}\n\n${told(result)}\n\n${parts.join('\n')}`;
}

/** One page that needs nothing else. */
function html(result: ExperimentResult, sections: readonly Section[]): string {
  const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const parts = sections.map(({ title, text, table: [head = [], ...rows], chart }) => {
    const body = rows.map((cells) => row(cells, 'td')).join('');
    return `<h2>${escapeHtml(title)}</h2><p class="soft">${escapeHtml(text)}</p>${chart?.svg ?? ''}
<div class="scroll"><table><thead>${row(head, 'th')}</thead><tbody>${body}</tbody></table></div>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(result.name)}</title><style>${style}.whisker { stroke: var(--own); stroke-width: 1.6; }</style></head>
<body><main><header><h1>${escapeHtml(result.question)}</h1><p class="soft">${escapeHtml(`${result.name}: ${told(result)}`)}</p></header>
${parts.join('\n')}</main></body></html>\n`;
}

const csvColumns = [
  'id',
  'arm',
  'subject',
  'category',
  'choice',
  'seed',
  'status',
  'outcome',
  'seconds',
  'peakMemoryBytes',
] as const;

/** A line a run: RFC 4180. */
function csv({ runs }: ExperimentResult): string {
  const metrics = experimentMetrics.flatMap((name) => [`${name} base`, `${name} personalized`]);
  const rows = runs.map((run) => [
    ...csvColumns.map((column) => run[column]),
    ...experimentMetrics.flatMap((name) => {
      const measured = measuredOf(run, name);
      return [measured?.base ?? null, measured?.personalized ?? null];
    }),
    run.otherSubjects?.drift ?? null,
    run.error?.code ?? null,
  ]);
  const cell = (value: string | number | null): string => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [[...csvColumns, ...metrics, 'drift', 'error'], ...rows]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}
