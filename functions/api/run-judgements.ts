import { z } from 'zod';
import { dataPrefix, type RunReference } from '../../lib/domain/keys.ts';
import { type Neighbour, neighboursIn, type Space } from '../../lib/domain/neighbours.ts';
import { readTensors } from '../../lib/domain/safetensors.ts';
import type { PhotoRole } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readIfThere, readJson } from '../documents.ts';
import { type EvaluationFile, evaluationFile } from './schemas/evaluation.ts';

/** How one space saw a photo; photos are called by their ids. */
export interface Judgement {
  readonly rank: number;
  /** Null where the vectors were not kept. */
  readonly reference: Neighbour | null;
  readonly confuser: Neighbour | null;
  /** Null also where nothing beat it. */
  readonly beatenBy: Neighbour | null;
}

export interface Judgements {
  /** The role of the photos that judge, or of those that the models were shown where none did. */
  readonly role: PhotoRole;
  /** By photo. */
  readonly photos: ReadonlyMap<string, Readonly<Record<Space, Judgement>>>;
}

const namesShape = z.object({ references: z.array(z.string()), distractors: z.array(z.string()) });

/** Which photos judge: held-out ones, or the reference photos each other. */
export const judgedRole = ({ protocol }: Pick<EvaluationFile, 'protocol'>): PhotoRole =>
  protocol === 'held-out' ? 'held-out' : 'reference';

/** How the represent job of this digest judged those of the photos that it did. */
export async function judgementsOf(
  objects: ObjectStore,
  run: RunReference,
  digest: string,
  photos: ReadonlySet<string>,
): Promise<Judgements> {
  const data = dataPrefix(run, digest);
  const evaluation = evaluationFile.parse(await readJson(objects, `${data}evaluation.json`));
  const { ranks } = evaluation;
  const role = judgedRole(evaluation);
  const wanted = ranks.filter(({ photo }) => photos.has(`${role}/${photo}`));
  const neighbours = wanted.length === 0 ? null : await neighboursOf(objects, data, ranks);
  const judged = wanted.map(({ photo, ...rank }) => {
    const judgement = (space: Space): Judgement => {
      const { reference, confuser, beatenBy } = neighbours?.(photo, space) ?? {};
      return {
        rank: rank[space],
        reference: called('reference', reference),
        confuser: called('other', confuser),
        beatenBy: called('other', beatenBy),
      };
    };
    return [`${role}/${photo}`, { base: judgement('base'), personalized: judgement('personalized') }] as const;
  });
  return { role, photos: new Map(judged) };
}

async function neighboursOf(objects: ObjectStore, data: string, ranks: EvaluationFile['ranks']) {
  const names = await readIfThere(objects, `${data}vectors.json`, (value) => namesShape.parse(value));
  if (names === null) return null;
  const uri = `${data}vectors.safetensors`;
  const tensors = readTensors(uri, await objects.get(uri));
  return neighboursIn(
    tensors,
    names,
    ranks.map(({ photo }) => photo),
  );
}

const called = (role: PhotoRole, found: Neighbour | null | undefined): Neighbour | null =>
  found === undefined || found === null ? null : { ...found, photo: `${role}/${found.photo}` };

/** Every photo that another one is like. */
export const mentionedIn = ({ photos }: Judgements): string[] =>
  [...photos.values()]
    .flatMap(({ base, personalized }) => [base, personalized])
    .flatMap(({ reference, confuser, beatenBy }) => [reference, confuser, beatenBy])
    .flatMap((neighbour) => (neighbour === null ? [] : [neighbour.photo]));
