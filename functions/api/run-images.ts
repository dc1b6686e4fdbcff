import { z } from 'zod';
import { dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { Stage } from '../../lib/domain/training-job.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import { stagesOf } from '../stage-record.ts';
import type { ApiPorts } from './context.ts';
import type { SyntheticImage } from './schemas/images.ts';

type ImagePorts = Pick<ApiPorts, 'objects' | 'records' | 'transfers'>;

/** One line of a synthesis job's `images.jsonl`. */
const lineShape = z.object({
  id: z.string(),
  file: z.string(),
  source: z.string(),
  kind: z.string(),
  prompt: z.string().nullish(),
});

/** What `curation.json` says of an image. */
const curationShape = z.object({
  images: z.array(z.object({ id: z.string(), kept: z.boolean(), reason: z.string(), fidelity: z.number().nullable() })),
});

export interface ImageFilter {
  readonly source?: string | undefined;
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
  { source, kept, offset, limit }: ImageFilter,
): Promise<{ data: SyntheticImage[]; next: string | null }> {
  const digests = await jobDigests(ports, run);
  const made = [
    ...(await linesOf(ports.objects, run, digests.generate)),
    ...(await linesOf(ports.objects, run, digests.compose)),
  ];
  const judged = await curationOf(ports.objects, run, digests.represent);
  const all = made
    .map((image) => ({ ...image, judged: judged.get(image.id) }))
    .filter((image) => source === undefined || image.source === source)
    .filter((image) => kept === undefined || image.judged?.kept === kept);
  const data = await Promise.all(
    all.slice(offset, offset + limit).map(async ({ id, source: of, kind, prompt, uri, judged: verdict }) => ({
      id,
      source: of,
      kind,
      prompt: prompt ?? null,
      kept: verdict?.kept ?? null,
      reason: verdict?.reason ?? null,
      fidelity: verdict?.fidelity ?? null,
      url: await ports.transfers.downloadUrl({ uri, seconds: urlSeconds, contentType: 'image/jpeg' }),
    })),
  );
  return { data, next: offset + limit < all.length ? String(offset + limit) : null };
}

/** The digest of each stage's job, as far as the run has come. */
async function jobDigests({ records }: ImagePorts, run: RunReference): Promise<Partial<Record<Stage, string>>> {
  const stages = await stagesOf(records, run);
  const done = stages.filter(({ status }) => ['reused', 'succeeded'].includes(status));
  return Object.fromEntries(done.map(({ stage, digest }) => [stage, digest ?? undefined]));
}

async function linesOf(objects: ObjectStore, run: RunReference, digest: string | undefined) {
  if (digest === undefined) return [];
  const prefix = modelPrefix(run, digest);
  const text = new TextDecoder().decode(await objects.get(`${prefix}images.jsonl`));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineShape.parse(JSON.parse(line)))
    .map((line) => ({ ...line, uri: prefix + line.file }));
}

async function curationOf(objects: ObjectStore, run: RunReference, digest: string | undefined) {
  if (digest === undefined) return new Map<string, z.infer<typeof curationShape>['images'][number]>();
  const { images } = curationShape.parse(await readJson(objects, `${dataPrefix(run, digest)}curation.json`));
  return new Map(images.map((image) => [image.id, image]));
}
