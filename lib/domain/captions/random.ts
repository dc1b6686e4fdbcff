import { digestOf, type Json } from '../digest.ts';

/** Numbers in [0, 1), the same for the same `of` on every machine. */
export type Random = () => number;

/** mulberry32, begun with the digest of `of`. */
export function randomOf(of: Json): Random {
  let state = Number.parseInt(digestOf(of).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of a list that is not empty. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** The same members in another order. */
export function shuffled<T>(random: Random, members: readonly T[]): T[] {
  return members
    .map((member) => ({ member, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ member }) => member);
}

/** One after another in a random order, each as often as any other. */
export function takingTurns<T>(random: Random, members: readonly T[]): () => T {
  let rest: T[] = [];
  return () => {
    if (rest.length === 0) rest = shuffled(random, members);
    return rest.pop() as T;
  };
}
