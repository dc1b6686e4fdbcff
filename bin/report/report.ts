import { readJson } from '../../functions/documents.ts';
import { dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { Accepted } from '../../lib/domain/upload.ts';
import { type Comparison, metricNames } from '../../lib/domain/verdict.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import type { Curation } from '../curation.ts';
import type { PersonalizeResult } from '../result.ts';
import type { RunJobs } from '../run-jobs.ts';
import { mebibytes, signed } from '../terminal/cells.ts';
import { metricLabels } from '../terminal/table.ts';
import { judgedByTold, matchTold } from '../verdict-told.ts';
import { type Curve, intervalChart, precisionRecallChart, stageChart } from './charts.ts';
import { generatorSection, shortfallsSection, sourcesSection } from './generation.ts';
import { definitions, escapeHtml, figure, image } from './html.ts';
import { maskedThumbnail, picture, thumbnail } from './pictures.ts';
import { sheetsSection } from './sheets.ts';
import { style } from './style.ts';

interface Evaluation {
  readonly curves: readonly { readonly base: Curve; readonly personalized: Curve }[];
  readonly ranks: readonly { readonly photo: string; readonly base: number; readonly personalized: number }[];
}

/** Photos of one kind that are shown. */
const most = 24;

export interface ReportInput {
  readonly objects: ObjectStore;
  readonly run: RunReference;
  readonly result: PersonalizeResult;
  readonly accepted: Accepted;
  readonly jobs: RunJobs;
}

/** The run as one HTML page that needs nothing else: pictures are in it, no script, no address outside. */
export async function reportHtml(input: ReportInput): Promise<string> {
  const { objects, run, result, jobs } = input;
  const evaluation = await readJson<Evaluation>(objects, `${dataPrefix(run, jobs.represent)}evaluation.json`);
  const curation = await readJson<Curation>(objects, `${dataPrefix(run, jobs.represent)}curation.json`);
  const sections = [
    heading(result),
    diagnosesSection(result),
    shortfallsSection(result),
    metricsSection(result),
    denseSection(result),
    await referencesSection(input),
    await heldOutSection(input, evaluation),
    curvesSection(result, evaluation),
    ...(result.generation === null ? [] : [sourcesSection(result.generation), generatorSection(result.generation)]),
    await mapsSection(input),
    result.generation === null ? await sheetSection(input, curation) : await sheetsSection(input, curation),
    provenance(result),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(result.category)}: ${result.verdict.outcome}</title><style>${style}</style></head>
<body><main>${sections.filter(Boolean).join('\n')}</main></body></html>\n`;
}

function heading({ category, verdict, endpoint, preset, photos, run }: PersonalizeResult): string {
  const serves = endpoint.adapter === null ? 'the base' : `the adapter${endpoint.provisional ? ', provisionally' : ''}`;
  const advice = verdict.advice.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  const judged = judgedByTold(verdict.distractors).map((line) => `<p>Judged ${escapeHtml(line)}.</p>`);
  const match = matchTold(verdict.match).map((line) => `<p>Match: ${escapeHtml(line)}.</p>`);
  const notes = [...judged, ...match];
  return `<header><h1>A model that knows this ${escapeHtml(category)}</h1>
<p class="soft">Run ${run}, preset ${preset.name} ${preset.version}: ${photos.references} reference, ${photos.heldOut} held-out and ${photos.others} other photos.</p></header>
<div class="verdict ${verdict.outcome}"><strong>${verdict.outcome}</strong><p>${escapeHtml(verdict.reason)}</p>
<p>The endpoint answers with ${serves}.</p>${notes.join('')}${advice ? `<ul>${advice}</ul>` : ''}</div>`;
}

/** What the numbers say is behind the result, each rule with the numbers that it went by. */
function diagnosesSection({ diagnoses }: PersonalizeResult): string {
  if (diagnoses.length === 0) return '';
  const lines = diagnoses.map(({ message }) => `<li>${escapeHtml(message)}</li>`);
  return `<div class="verdict diagnoses"><strong>diagnosis</strong><ul>${lines.join('')}</ul></div>`;
}

function metricsSection({ verdict: { metrics, protocol } }: PersonalizeResult): string {
  if (metrics === null) return '';
  const rows = metricNames.map((name) => comparisonRow(metricLabels[name], metrics[name]));
  return `<h2>Base against personalized</h2><p class="soft">Judged ${protocol === 'cross-validation' ? 'by cross-validation over the reference photos' : 'on the held-out photos'}; the interval is of the difference, 95 %, by bootstrap over photos.</p>
${comparisonTable(rows)}`;
}

const denseLabels: Readonly<Record<string, string>> = { segmentation: 'its outline', detection: 'its box' };

/** No part of the verdict. */
function denseSection({ dense }: PersonalizeResult): string {
  if (dense === null) return '';
  const rows = Object.entries(dense).map(([task, found]) => comparisonRow(denseLabels[task] ?? task, found));
  const photos = Math.max(...Object.values(dense).map((found) => found.photos));
  return `<h2>Finding where it is</h2><p class="soft">Mean intersection over union with the mask of a held-out photo, over the ${photos} that ${photos === 1 ? 'has' : 'have'} one; 1 is best. The verdict does not go by it.</p>
${comparisonTable(rows)}`;
}

const comparisonRow = (label: string, { base, personalized, difference, interval }: Comparison): string =>
  `<tr><th scope="row">${escapeHtml(label)}</th><td>${base.toFixed(3)}</td><td>${personalized.toFixed(3)}</td>
<td>${signed(difference)}</td><td>${signed(interval[0])} to ${signed(interval[1])}</td><td>${intervalChart({ base, personalized, difference, interval })}</td></tr>`;

const comparisonTable = (rows: readonly string[]): string =>
  `<div class="scroll"><table><thead><tr><th></th><th>base</th><th>personalized</th><th>difference</th><th>95 % interval</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;

async function referencesSection({ objects, run, accepted, jobs }: ReportInput): Promise<string> {
  const figures = accepted.photos
    .filter(({ role }) => role === 'reference')
    .slice(0, most)
    .map(async ({ id, name, uri }) => {
      const mask = `${modelPrefix(run, jobs.compose)}masks/${id.split('/').at(-1)}.png`;
      const [photo, cut] = await Promise.all([thumbnail(objects, uri, 264), maskedThumbnail(objects, uri, mask, 264)]);
      return `${figure(photo, name)}${figure(cut, 'its mask')}`;
    });
  return `<h2>Reference photos and masks</h2><div class="photos">${(await Promise.all(figures)).join('')}</div>`;
}

async function heldOutSection({ objects, accepted }: ReportInput, { ranks }: Evaluation): Promise<string> {
  const named = new Map(accepted.photos.map((photo) => [`${photo.role}/${photo.id.split('/').at(-1)}`, photo]));
  const figures = ranks.slice(0, most).map(async ({ photo, base, personalized }) => {
    const found = named.get(`held-out/${photo}`) ?? named.get(`reference/${photo}`);
    if (found === undefined) return '';
    const moved = personalized < base ? 'up' : personalized > base ? 'down' : '';
    return figure(
      await thumbnail(objects, found.uri, 264),
      '',
      `rank ${base} → <b class="${moved}">${personalized}</b><br>${escapeHtml(found.name)}`,
    );
  });
  if (figures.length === 0) return '';
  return `<h2>Judged photos</h2><p class="soft">The rank of each photo among the photos of other things, before and after; 1 is best.</p><div class="photos">${(await Promise.all(figures)).join('')}</div>`;
}

function curvesSection({ stages }: PersonalizeResult, { curves }: Evaluation): string {
  const chart =
    curves.length === 0
      ? '<p class="soft">Nothing was judged, so there is no curve.</p>'
      : precisionRecallChart(curves);
  return `<div class="two"><section><h2>Precision and recall</h2><p class="key soft"><i style="background:var(--base)"></i>base<i style="background:var(--own)"></i>personalized</p>${chart}</section>
<section><h2>Where the time went</h2>${stageChart(stages)}</section></div>`;
}

async function mapsSection({ objects, run, jobs }: ReportInput): Promise<string> {
  const folder = `${dataPrefix(run, jobs.represent)}similarity/`;
  const names = (await objects.list(folder))
    .map(({ uri }) => uri.slice(folder.length))
    .filter((name) => /^\d+\.jpg$/.test(name));
  const figures = names.map(async (name) => {
    const stem = name.replace('.jpg', '');
    const files = [`${stem}.jpg`, `${stem}-base.jpg`, `${stem}-personalized.jpg`];
    const pictures = await Promise.all(files.map((file) => picture(objects, `${folder}${file}`)));
    return `<figure>${pictures.map((source) => image(source)).join('')}<figcaption>photo ${stem}, base, personalized</figcaption></figure>`;
  });
  return `<h2>Where the model sees it</h2><p class="soft">Similarity of each patch to the object in the reference photos; bright is similar, each map on its own scale.</p><div class="maps">${(await Promise.all(figures)).join('')}</div>`;
}

async function sheetSection({ objects, run, jobs }: ReportInput, { summary, images }: Curation): Promise<string> {
  const kinds = [...new Set(images.map(({ kind, source }) => `${kind}: ${source}`))];
  const groups = kinds.map(async (group) => {
    const members = images.filter(({ kind, source }) => `${kind}: ${source}` === group);
    const figures = members.map(async ({ id, kept, reason }) => {
      const source = await picture(objects, `${modelPrefix(run, jobs.compose)}images/${id}.jpg`);
      const title = escapeHtml(reason ? `${id}: ${reason}` : id);
      return `<figure class="${kept ? '' : 'dropped'}" title="${title}">${image(source, id)}</figure>`;
    });
    const dropped = members.filter(({ kept }) => !kept).length;
    return `<h3>${escapeHtml(group)} <small>${members.length} images, ${dropped} dropped</small></h3><div class="sheet">${(await Promise.all(figures)).join('')}</div>`;
  });
  return `<h2>Synthetic images</h2><p class="soft">${summary.kept} train and ${summary.dropped} were dropped (faded; the reason is their title). Fidelity ${summary.fidelity.toFixed(3)}, diversity ${summary.diversity.toFixed(3)} of the positives.</p>${(await Promise.all(groups)).join('')}`;
}

function provenance({ adapter, subject, seed, seconds, peakMemoryBytes, photos }: PersonalizeResult): string {
  const notes = [...photos.warnings, ...photos.dropped.map(({ name, reason }) => `${name}: ${reason}`)];
  const facts = {
    adapter: adapter.name,
    'adapter weights, SHA-256': adapter.digest,
    subject,
    seed: String(seed),
    time: `${seconds.toFixed(1)} s`,
    'peak memory': mebibytes(peakMemoryBytes),
  };
  return `<h2>Provenance</h2>${notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('')}${definitions(facts)}`;
}
