import { acceptedUri, type RunReference } from '../../lib/domain/keys.ts';
import { type AcceptedPhoto, acceptedSchema, type PhotoRole } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readIfThere } from '../documents.ts';
import type { ApiPorts } from './context.ts';
import { finishedJobs } from './run-jobs.ts';
import { type Judgement, judgementsOf, mentionedIn } from './run-judgements.ts';
import { type Maps, picturesOf } from './run-pictures.ts';
import type { RunPhoto } from './schemas/run-views.ts';
import { photoThumbnail, thumbnailUrls } from './thumbnails.ts';

type PhotoPorts = Pick<ApiPorts, 'objects' | 'records' | 'transfers'>;

export interface PhotoFilter {
  readonly role?: PhotoRole | undefined;
  readonly offset: number;
  readonly limit: number;
}

const origins = { bank: 'bank', tenant: 'lent' } as const;
const urlSeconds = 3600;

/** The photos that a run accepted; none before it has looked at them. */
export async function acceptedPhotos(
  objects: ObjectStore,
  run: RunReference,
  upload: string,
): Promise<readonly AcceptedPhoto[]> {
  const uri = acceptedUri(run, upload);
  return (await readIfThere(objects, uri, (value) => acceptedSchema.parse(value).photos)) ?? [];
}

/** The accepted photos of a run in their order, which is that of their roles, and how the judged ones were judged. */
export async function listPhotos(
  ports: PhotoPorts,
  run: RunReference,
  upload: string,
  { role, offset, limit }: PhotoFilter,
): Promise<{ data: RunPhoto[]; next: string | null }> {
  const { objects } = ports;
  const all = await acceptedPhotos(objects, run, upload);
  const wanted = all.filter((photo) => role === undefined || photo.role === role);
  const page = wanted.slice(offset, offset + limit);
  const ids = new Set(page.map(({ id }) => id));
  const jobs = await finishedJobs(ports.records, run);
  const judged = jobs.represent === undefined ? null : await judgementsOf(objects, run, jobs.represent, ids);
  const pictures = await picturesOf(objects, run, jobs, judged?.role ?? null);

  const shown = new Set([...ids, ...(judged === null ? [] : mentionedIn(judged))]);
  const small = all
    .filter(({ id }) => shown.has(id))
    .map((photo) => ({ id: photo.id, uri: photo.uri, ...photoThumbnail(run, upload, photo) }));
  const urls = await thumbnailUrls(ports, small);
  const thumbnails = new Map(small.map(({ id }, at) => [id, urls[at] ?? null]));

  const data = page.map(async (photo): Promise<RunPhoto> => {
    const { id, name, origin, width, height, uri } = photo;
    const mask = pictures.maskOf(photo);
    const maps = pictures.mapsOf(photo);
    const of = judged?.photos.get(id);
    return {
      ...{ id, name, role: photo.role, origin: origin === undefined ? 'own' : origins[origin], width, height },
      url: await urlOf(ports, uri),
      thumbnailUrl: thumbnails.get(id) ?? null,
      maskUrl: mask === null ? null : await urlOf(ports, mask, 'image/png'),
      maskGiven: photo.maskUri !== null,
      judged:
        of === undefined ? null : { base: told(of.base, thumbnails), personalized: told(of.personalized, thumbnails) },
      maps: maps === null ? null : await mapUrls(ports, maps),
    };
  });
  return { data: await Promise.all(data), next: offset + limit < wanted.length ? String(offset + limit) : null };
}

const urlOf = ({ transfers }: PhotoPorts, uri: string, contentType = 'image/jpeg'): Promise<string> =>
  transfers.downloadUrl({ uri, seconds: urlSeconds, contentType });

async function mapUrls(ports: PhotoPorts, { photo, base, personalized }: Maps): Promise<Maps> {
  return {
    photo: await urlOf(ports, photo),
    base: await urlOf(ports, base),
    personalized: await urlOf(ports, personalized),
  };
}

function told({ rank, reference, confuser, beatenBy }: Judgement, thumbnails: ReadonlyMap<string, string | null>) {
  const shown = (neighbour: Judgement['reference']) =>
    neighbour === null ? null : { ...neighbour, thumbnailUrl: thumbnails.get(neighbour.photo) ?? null };
  return { rank, reference: shown(reference), confuser: shown(confuser), beatenBy: shown(beatenBy) };
}
