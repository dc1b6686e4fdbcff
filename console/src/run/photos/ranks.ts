import type { RunPhoto } from '../../photos/run-photos.ts';

export type JudgedPhoto = RunPhoto & { readonly judged: NonNullable<RunPhoto['judged']> };
export type Judgement = JudgedPhoto['judged']['base'];

export const orders = ['up', 'down'] as const;
export type Order = (typeof orders)[number];

export const judgedOf = (photos: readonly RunPhoto[]): JudgedPhoto[] =>
  photos.filter((photo): photo is JudgedPhoto => photo.judged !== null);

/** How many places the adapter moved it up; below 0, down. */
export const movement = ({ judged: { base, personalized } }: JudgedPhoto): number => base.rank - personalized.rank;

/** Those that moved up most first, or down; of those that moved alike, the one that is lower with the adapter. */
export function inOrder(photos: readonly JudgedPhoto[], order: Order): JudgedPhoto[] {
  const sign = order === 'up' ? 1 : -1;
  return photos.toSorted(
    (one, other) =>
      sign * (movement(other) - movement(one)) || other.judged.personalized.rank - one.judged.personalized.rank,
  );
}

export function arrow(places: number): string {
  if (places === 0) return '=';
  return places > 0 ? '↑' : '↓';
}

export function movementText(photo: JudgedPhoto): string {
  const { base, personalized } = photo.judged;
  const places = movement(photo);
  if (places === 0) return `Stayed at rank ${base.rank}`;
  return `${places > 0 ? 'Up' : 'Down'} ${Math.abs(places)}, from rank ${base.rank} to ${personalized.rank}`;
}

/** What happened to all of them, in a sentence. */
export function movementsText(photos: readonly JudgedPhoto[]): string {
  const count = (moved: (places: number) => boolean): number => photos.filter((photo) => moved(movement(photo))).length;
  const first = (space: keyof JudgedPhoto['judged']): number =>
    photos.filter(({ judged }) => judged[space].rank === 1).length;
  const [up, down, stayed] = [count((by) => by > 0), count((by) => by < 0), count((by) => by === 0)];
  return `With the adapter ${up} moved up, ${down} moved down and ${stayed} stayed. ${first('personalized')} of ${photos.length} are at rank 1, where ${first('base')} were with the base.`;
}
