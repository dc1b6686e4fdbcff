import { modelPrefix } from '../../lib/domain/keys.ts';
import { inOrderOfSources, sourceName } from '../../lib/domain/sources.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import type { CuratedImage, Curation } from '../curation.ts';
import { escapeHtml, image } from './html.ts';
import { smallPicture } from './pictures.ts';
import type { ReportInput } from './report.ts';

/** One line of a job's `images.jsonl`. */
interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly prompt: string | null;
}

interface Picture {
  readonly id: string;
  readonly uri: string;
  readonly prompt: string | null;
  /** Why it does not train; empty where it does. */
  readonly reason: string;
}

interface Sheet {
  readonly name: string;
  /** What its images are for. */
  readonly role: string;
  readonly about: string;
  readonly pictures: readonly Picture[];
  /** Shown larger, with what the generator was told. */
  readonly captioned: boolean;
}

/** Pictures of one sheet that are shown, kept and dropped: whole rows of a wide page. */
const shown = { captioned: { kept: 28, dropped: 14 }, plain: { kept: 26, dropped: 13 } };

const abouts: Readonly<Record<string, string>> = {
  dreambooth: 'The generator, once it had learnt the subject from the photos, drew these from the captions below them.',
  'cut-and-paste': 'The subject, cut out of the photos, on other backgrounds.',
  'augmented-real': 'The reference photos themselves, cropped and coloured a little differently.',
  generator: 'Other things of the category, drawn by the generator before it knew the subject.',
  'look-alike': 'Made of the photos to be nearly the subject, and not it.',
  'other-object': 'Other objects on the same backgrounds.',
  background: 'Backgrounds alone.',
};
const roles: Readonly<Record<string, string>> = { positive: 'positives', negative: 'negatives', anchor: 'anchors' };

/** A sheet of samples for each source of the run, then for what only helped to make them. */
export async function sheetsSection(input: ReportInput, curation: Curation): Promise<string> {
  const sheets = [...(await sourceSheets(input, curation)), ...(await priorSheets(input))];
  const drawn = await Promise.all(sheets.map((sheet) => drawSheet(input.objects, sheet)));
  const { kept, dropped } = curation.summary;
  return `<section class="generated"><h2>Samples of each source</h2><p class="soft">${kept} images train and ${dropped} were dropped; those are faded, with the reason below them or as their title.</p>${drawn.join('')}</section>`;
}

async function sourceSheets(
  { objects, run, jobs }: ReportInput,
  { images, sources: curated }: Curation,
): Promise<Sheet[]> {
  const own = jobs.generate === undefined ? undefined : modelPrefix(run, jobs.generate);
  const others = jobs.priors === undefined ? undefined : modelPrefix(jobs.priors.place, jobs.priors.digest);
  const prompts = new Map([...(await listed(objects, own)), ...(await listed(objects, others))].map(promptOf));
  const folders: Readonly<Record<string, string | undefined>> = { dreambooth: own, generator: others };
  const pictureOf = ({ id, source, reason }: CuratedImage): Picture => {
    const uri = `${folders[source] ?? modelPrefix(run, jobs.compose)}images/${id}.jpg`;
    return { id, uri, prompt: prompts.get(id) ?? null, reason };
  };
  const sources = inOrderOfSources(Object.entries(curated).map(([source, { kind }]) => ({ source, kind })));
  return sources.map(({ source, kind }) => ({
    name: sourceName(source),
    role: roles[kind] ?? kind,
    about: abouts[source] ?? '',
    captioned: source === 'dreambooth',
    pictures: images.filter((one) => one.source === source).map(pictureOf),
  }));
}

/** What the generator made of the category and no adapter trains on. */
async function priorSheets({ objects, jobs: { priors } }: ReportInput): Promise<Sheet[]> {
  if (priors === undefined) return [];
  const folder = modelPrefix(priors.place, priors.digest);
  const lines = await listed(objects, folder);
  const sheet = (kind: string, name: string, about: string): Sheet => ({
    name,
    role: 'images',
    about,
    captioned: false,
    pictures: lines
      .filter((line) => line.kind === kind)
      .map(({ id, prompt }) => ({ id, uri: `${folder}images/${id}.jpg`, prompt, reason: '' })),
  });
  return [
    sheet(
      'class',
      'Class images',
      'Lessons beside the photos, so that the generator keeps the category apart from the subject.',
    ),
    sheet('background', 'Generated backgrounds', 'Places for Cut-and-Paste to put the subject in.'),
  ].filter(({ pictures }) => pictures.length > 0);
}

async function drawSheet(objects: ObjectStore, { name, role, about, captioned, pictures }: Sheet): Promise<string> {
  const [most, side] = captioned ? [shown.captioned, 150] : [shown.plain, 96];
  const kept = pictures.filter(({ reason }) => reason === '');
  const dropped = pictures.filter(({ reason }) => reason !== '');
  const some = [...kept.slice(0, most.kept), ...dropped.slice(0, most.dropped)];
  const figures = some.map(async ({ id, uri, prompt, reason }) => {
    const title = escapeHtml([id, prompt, reason].filter(Boolean).join(': '));
    const why = reason === '' ? '' : `<span class="down">${escapeHtml(reason)}</span><br>`;
    const caption = captioned ? `<figcaption>${why}${escapeHtml(prompt ?? '')}</figcaption>` : '';
    const source = await smallPicture(objects, uri, side);
    return `<figure class="${reason === '' ? '' : 'dropped'}" title="${title}">${image(source, prompt ?? id)}${caption}</figure>`;
  });
  const counts = [
    `${pictures.length} ${role}`,
    dropped.length === 0 ? '' : `${kept.length === 0 ? 'all' : dropped.length} dropped`,
    some.length < pictures.length ? `${some.length} shown` : '',
  ];
  return `<h3>${escapeHtml(name)} <small>${escapeHtml(counts.filter(Boolean).join(', '))}</small></h3><p class="soft">${about}</p>
<div class="sheet${captioned ? ' captioned' : ''}">${(await Promise.all(figures)).join('')}</div>`;
}

/** The lines of a job's list; none where there was no such job. */
async function listed(objects: ObjectStore, folder: string | undefined): Promise<Listed[]> {
  if (folder === undefined) return [];
  const text = new TextDecoder().decode(await objects.get(`${folder}images.jsonl`));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Listed);
}

const promptOf = ({ id, prompt }: Listed): [string, string | null] => [id, prompt];
