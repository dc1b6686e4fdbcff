import { type Captions, type CaptionWriter, captionsWith, type Wording } from '../../lib/domain/captions/index.ts';
import { digestOf, sha256 } from '../../lib/domain/digest.ts';
import { captionsPrefix, type PriorsReference, writtenCaptionsUri } from '../../lib/domain/keys.ts';
import type { PlannedCaptions } from '../../lib/domain/plan.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';

interface Asked {
  readonly category: string;
  readonly seed: number;
  readonly wording: Wording;
}

/**
 * Writes the category's captions where the generator's images of it will lie, under their digest. Why a language model's
 * were not used is told beside the file, not in it: the grammar's captions make the same priors whatever the reason.
 */
export async function planCaptions(
  objects: ObjectStore,
  writer: CaptionWriter | null,
  place: PriorsReference,
  asked: Asked,
): Promise<PlannedCaptions> {
  const captions = await captionsOf(objects, writer, place, asked);
  const text = documentOf({ ...captions, fallback: null });
  const digest = sha256(text);
  const uri = captionsPrefix(place, digest);
  await objects.putIfAbsent(`${uri}captions.json`, text, 'application/json');
  return { uri, digest, source: captions.source, fallback: captions.fallback };
}

/**
 * A language model says something else each time, and other captions are other priors: so what it first wrote of a
 * category stays. Where it wrote nothing of use, the next run asks again.
 */
async function captionsOf(
  objects: ObjectStore,
  writer: CaptionWriter | null,
  place: PriorsReference,
  asked: Asked,
): Promise<Captions> {
  const { category, seed, wording } = asked;
  const uri = writtenCaptionsUri(place, digestOf({ category, seed, wording }));
  if (writer !== null && (await objects.head(uri))) return readJson<Captions>(objects, uri);
  const captions = await captionsWith(writer, category, seed, wording);
  if (captions.source === 'grammar') return captions;
  return (await objects.putIfAbsent(uri, documentOf(captions), 'application/json')) ? captions : readJson(objects, uri);
}

const documentOf = (captions: Captions): string => `${JSON.stringify(captions, null, 1)}\n`;
