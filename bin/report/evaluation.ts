import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EvaluationResults,
  mainMetrics,
  metricWords,
  scopeTold,
  type TaskResult,
  taskName,
} from '../evaluation.ts';
import { signed } from '../terminal/cells.ts';
import { intervalChart } from './charts.ts';
import { changesChart } from './evaluation-chart.ts';
import { definitions, escapeHtml, image } from './html.ts';
import { style } from './style.ts';

/** The evaluation as one HTML page that needs nothing else; `folder` has the job's pictures. */
export async function evaluationHtml(results: EvaluationResults, folder: string): Promise<string> {
  const title = `${results.backbone.name ?? 'A backbone'} on ${results.dataset}`;
  const sections = [
    `<header><h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(scopeTold(results))}.</p></header>`,
    averagesSection(results),
    shiftsSection(results),
    instancesSection(results),
    await picturesSection(results, folder),
    provenance(results),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main>${sections.filter(Boolean).join('\n')}</main></body></html>\n`;
}

const head =
  '<thead><tr><th></th><th>base</th><th>personalized</th><th>difference</th><th>95&nbsp;% interval</th><th></th></tr></thead>';

function averagesSection({ results, adapters }: EvaluationResults): string {
  const rows = results.flatMap((result) =>
    Object.keys(result.averages.base).map((metric) =>
      row(`${taskName(result)}, ${metricWords[metric] ?? metric}`, result, metric),
    ),
  );
  const over =
    adapters.length === 0
      ? 'Means over the instances; the interval is of the mean.'
      : 'Means over the instances that have an adapter; the interval is of the difference, the instances paired.';
  return `<h2>Averages</h2><p class="soft">${over} By bootstrap over instances.</p>${table(rows)}`;
}

function shiftsSection({ shifts, protocol }: EvaluationResults): string {
  if (shifts === null) return '';
  const rows = shifts.flatMap(({ shift, results }) =>
    results.map((result) => {
      const metric = mainMetrics[result.task] ?? '';
      return row(
        `${shift.replaceAll('_', ' ')}: ${taskName(result)}, ${metricWords[metric] ?? metric}`,
        result,
        metric,
      );
    }),
  );
  const from = protocol.shiftNegatives === 'same-shift' ? 'under the same shift' : 'under all shifts';
  return `<h2>Under each shift</h2><p class="soft">Negatives are the other instances' test pictures ${from}; references and gallery stay the same.</p>${table(rows)}`;
}

const table = (rows: readonly string[]): string =>
  `<div class="scroll"><table>${head}<tbody>${rows.join('')}</tbody></table></div>`;

function row(name: string, { averages: { base, compared } }: TaskResult, metric: string): string {
  const start = `<tr><th scope="row">${escapeHtml(name)}</th>`;
  if (compared === null) {
    const { mean = null, interval = null } = base[metric] ?? {};
    const range = interval === null ? '–' : interval.map(number).join(' to ');
    return `${start}<td>${number(mean)}</td><td>–</td><td>–</td><td>${range}</td><td></td></tr>`;
  }
  const [of, own] = [compared.base[metric]?.mean ?? null, compared.personalized[metric]?.mean ?? null];
  const { mean: difference = null, interval = null } = compared.difference[metric] ?? {};
  const chart =
    of === null || own === null || difference === null || interval === null
      ? ''
      : intervalChart({ base: of, personalized: own, difference, interval });
  return `${start}<td>${number(of)}</td><td>${number(own)}</td><td>${difference === null ? '–' : signed(difference)}</td>
<td>${interval === null ? '–' : interval.map(signed).join(' to ')}</td><td>${chart}</td></tr>`;
}

function instancesSection({ results }: EvaluationResults): string {
  const charts = results.map((result) => {
    const metric = mainMetrics[result.task] ?? '';
    const changes = result.instances.flatMap(({ instance, base, personalized }) => {
      const value = base[metric] ?? null;
      return value === null ? [] : [{ instance, base: value, personalized: personalized?.[metric] ?? null }];
    });
    if (changes.length === 0) return '';
    return `<section><h3>${taskName(result)}: ${metricWords[metric] ?? metric}</h3>${changesChart(changes)}</section>`;
  });
  return `<h2>Each instance</h2><p class="key soft"><i style="background:var(--base);margin-left:0"></i>base<i style="background:var(--own)"></i>personalized</p>
<div class="two">${charts.join('')}</div>`;
}

async function picturesSection({ pictures }: EvaluationResults, folder: string): Promise<string> {
  if (pictures.length === 0) return '';
  const figures = pictures.map(async ({ instance, picture, base, personalized }) => {
    const shown = [];
    for (const [model, file] of Object.entries({ base, personalized })) {
      if (file !== null) shown.push(image(await dataUri(join(folder, file)), `${instance}, ${model}`));
    }
    return `<figure style="grid-template-columns:repeat(${shown.length},1fr)">${shown.join('')}<figcaption>${escapeHtml(`${instance}: ${picture}`)}</figcaption></figure>`;
  });
  return `<h2>Found in pictures</h2><p class="soft">What the base (left) and the personalized model take for the thing stands out, outlined in blue; where it really is, is outlined in green.</p>
<div class="maps">${(await Promise.all(figures)).join('')}</div>`;
}

const dataUri = async (file: string): Promise<string> =>
  `data:image/jpeg;base64,${(await readFile(file)).toString('base64')}`;

function provenance({ backbone, protocol, adapters, withoutAdapter, instances }: EvaluationResults): string {
  const { dense } = protocol;
  const facts: Record<string, string> = {
    backbone: backbone.digest,
    feature: `${protocol.feature === 'cls' ? 'CLS token' : "each adapter's own"}, ${protocol.imageSize} pixels`,
    'gallery and negatives': protocol.others === 'all' ? 'all instances of the dataset' : 'the judged instances',
    ...(dense === null
      ? {}
      : {
          'dense tasks': `${dense.side} pixels a side, target of the ${dense.target}, pooled by ${dense.pooling}, masks as the ${dense.masks}`,
        }),
    ...(dense?.sam ? { SAM: dense.sam } : {}),
    'without adapter': withoutAdapter.join(', ') || 'none',
  };
  const digests = new Map(adapters.map(({ instance, digest }) => [instance, digest]));
  const rows = instances.map(
    ({ instance, references, test, dense: patches }) =>
      `<tr><th scope="row">${escapeHtml(instance)}</th><td>${references}</td><td>${test.positives}</td><td>${test.negatives}</td>
<td>${patches.positives}</td><td>${patches.negatives}</td><td><small>${digests.get(instance)?.slice(0, 12) ?? '–'}</small></td></tr>`,
  );
  return `<h2>What it was measured on</h2>${definitions(facts)}
<div class="scroll"><table><thead><tr><th>instance</th><th>references</th><th>test</th><th>negatives</th><th>dense test</th><th>negatives</th><th>adapter</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const number = (value: number | null): string => value?.toFixed(3) ?? '–';
