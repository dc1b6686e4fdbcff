import { z } from 'zod';
import { dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import type { ApiPorts } from './context.ts';
import { finishedJobs } from './run-jobs.ts';
import type { SyntheticImage } from './schemas/images.ts';
import { imageThumbnail, thumbnailUrls } from './thumbnails.ts';

type ImagePorts = Pick<ApiPorts, 'objects' | 'records' | 'transfers'>;

/** One line of a synthesis job's `images.jsonl`. */
const lineShape = z.object({
  id: z.string(),
  file: z.string(),
  source: z.string(),
  kind: z.string(),
  prompt: z.string().nullish(),
  seed: z.union([z.int().transform((seed) => [seed]), z.array(z.int())]).nullish(),
});

/** What `curation.json` says of an image. */
const curationShape = z.object({
  images: z.array(z.object({ id: z.string(), kept: z.boolean(), reason: z.string(), fidelity: z.number().nullable() })),
});

export interface ImageFilter {
  readonly source?: string | undefined;
  readonly prompt?: string | undefined;
  readonly kept?: boolean | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** How long the address of a picture is good for. */
const urlSeconds = 3600;

/** The synthetic images of a run and what curation made of each, in the order in which they were made. */
export async function listImages(
  ports: ImagePorts,
  run: RunReference,
  { source, prompt: words, kept, offset, limit }: ImageFilter,
): Promise<{ data: SyntheticImage[]; next: string | null }> {
  const digests = await finishedJobs(ports.records, run);
  const made = [
    ...(await linesOf(ports.objects, run, digests.generate)),
    ...(await linesOf(ports.objects, run, digests.compose)),
  ];
  const judged = await curationOf(ports.objects, run, digests.represent);
  const all = made
    .map((image) => ({ ...image, judged: judged.get(image.id) }))
    .filter((image) => source === undefined || image.source === source)
    .filter((image) => words === undefined || image.prompt === words)
    .filter((image) => kept === undefined || image.judged?.kept === kept);
  const page = all.slice(offset, offset + limit);
  const thumbnails = await thumbnailUrls(ports, page);
  const data = await Promise.all(
    page.map(async ({ id, source: of, kind, prompt, seed, uri, judged: verdict }, at) => ({
      id,
      source: of,
      kind,
      prompt: prompt ?? null,
      seed: seed ?? null,
      kept: verdict?.kept ?? null,
      reason: verdict?.reason ?? null,
      fidelity: verdict?.fidelity ?? null,
      url: await ports.transfers.downloadUrl({ uri, seconds: urlSeconds, contentType: 'image/jpeg' }),
      thumbnailUrl: thumbnails[at] ?? null,
    })),
  );
  return { data, next: offset + limit < all.length ? String(offset + limit) : null };
}

/** The images that a job made; none before it has finished. */
export async function linesOf(objects: ObjectStore, run: RunReference, digest: string | undefined) {
  if (digest === undefined) return [];
  const prefix = modelPrefix(run, digest);
  const text = new TextDecoder().decode(await objects.get(`${prefix}images.jsonl`));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineShape.parse(JSON.parse(line)))
    .map((line) => ({ ...line, uri: prefix + line.file, ...imageThumbnail(run, digest, line.id) }));
}

async function curationOf(objects: ObjectStore, run: RunReference, digest: string | undefined) {
  if (digest === undefined) return new Map<string, z.infer<typeof curationShape>['images'][number]>();
  const { images } = curationShape.parse(await readJson(objects, `${dataPrefix(run, digest)}curation.json`));
  return new Map(images.map((image) => [image.id, image]));
}
