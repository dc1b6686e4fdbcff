import { ServiceError } from './errors.ts';
import type { Tensor } from './safetensors.ts';

export interface Neighbour {
  readonly photo: string;
  /** Of the two vectors, from -1 to 1. */
  readonly cosine: number;
}

/** What a judged photo is like in one space. */
export interface Neighbours {
  /** The most alike reference photo; the cosine is the judged photo's score. */
  readonly reference: Neighbour;
  /** The most alike photo of another thing. */
  readonly confuser: Neighbour;
  /** The photo of another thing that is most like any reference photo, where its score is at least as high; else null. */
  readonly beatenBy: Neighbour | null;
}

/** `vectors.json`: the photos of the rows. */
export interface VectorNames {
  readonly references: readonly string[];
  readonly distractors: readonly string[];
}

export type Space = 'base' | 'personalized';

/**
 * Finds the neighbours of judged photos in the vectors that judged them: `{fold}{space}.{group}`, the fold's name empty
 * where held-out photos judged, and where the reference photos judged each other a fold for each part of them.
 * @param judged the judged photos in the order of the rows, fold by fold
 * @returns undefined for a photo that was not judged
 */
export function neighboursIn(
  tensors: ReadonlyMap<string, Tensor>,
  names: VectorNames,
  judged: readonly string[],
): (photo: string, space: Space) => Neighbours | undefined {
  const folds = foldsIn(tensors, judged);
  const highest = new Map<string, Neighbour>();
  return (photo, space) => {
    const fold = folds.find(({ photos }) => photos.includes(photo));
    if (fold === undefined) return undefined;
    const group = (name: string) => tensorOf(tensors, `${fold.name}${space}.${name}`);
    const query = rowOf(group('held_out'), fold.photos.indexOf(photo));
    const kept = names.references.filter((name) => fold.name === '' || !fold.photos.includes(name));
    const [references, distractors] = [group('references'), group('distractors')];
    const reference = nearest(query, references, kept);
    const key = `${fold.name}${space}`;
    const best = highest.get(key) ?? highestOf(distractors, names.distractors, references, kept);
    highest.set(key, best);
    const confuser = nearest(query, distractors, names.distractors);
    return { reference, confuser, beatenBy: best.cosine >= reference.cosine ? best : null };
  };
}

/** The distractor that scores highest. */
function highestOf(rows: Tensor, names: readonly string[], references: Tensor, kept: readonly string[]): Neighbour {
  const scored = names.map((photo, at) => ({ photo, cosine: nearest(rowOf(rows, at), references, kept).cosine }));
  return scored.reduce((best, one) => (one.cosine > best.cosine ? one : best));
}

interface Fold {
  readonly name: string;
  readonly photos: readonly string[];
}

function foldsIn(tensors: ReadonlyMap<string, Tensor>, judged: readonly string[]): Fold[] {
  if (tensors.has('base.held_out')) return [{ name: '', photos: judged }];
  const folds: Fold[] = [];
  let from = 0;
  for (let number = 0; tensors.has(`fold${number}.base.held_out`); number += 1) {
    const name = `fold${number}.`;
    const [count = 0] = tensorOf(tensors, `${name}base.held_out`).shape;
    folds.push({ name, photos: judged.slice(from, from + count) });
    from += count;
  }
  return folds;
}

function nearest(query: Float32Array, rows: Tensor, names: readonly string[]): Neighbour {
  if (names.length !== rows.shape[0] || names.length === 0) {
    throw new ServiceError('Internal', `There are ${rows.shape[0]} vectors of ${names.length} photos.`);
  }
  const found = names.map((photo, at) => ({ photo, cosine: dot(query, rowOf(rows, at)) }));
  return found.reduce((best, one) => (one.cosine > best.cosine ? one : best));
}

function tensorOf(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new ServiceError('Internal', `There are no vectors ${name}.`);
  return tensor;
}

function rowOf({ shape, values }: Tensor, row: number): Float32Array {
  const [, length = 0] = shape;
  return values.subarray(row * length, (row + 1) * length);
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] as number);
  return sum;
}
