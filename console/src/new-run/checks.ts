import type { PhotoRole } from '@likeness/client';
import { roles, roleWords } from '../photos/roles.ts';
import { hashDistance, nearlySameUpTo } from './difference-hash.ts';
import { darkBelow, flatBelow } from './light.ts';
import { type ChosenPhoto, isTaken, type Look } from './photo.ts';
import { photoLimits } from './photo-limits.ts';
import { blurredBelow } from './sharpness.ts';

/** What is to be said of a photo: that it is not taken, that it is in another's way, or what would be better. */
export interface Remark {
  readonly kind: 'refusal' | 'clash' | 'warning';
  readonly text: string;
}

/** Why a picture of that size is not taken; null for one that is. */
export function sizeRefusal({ width, height }: Pick<Look, 'width' | 'height'>): string | null {
  if (width * height > photoLimits.pixels) {
    return `It has ${width} × ${height} pixels, and at most ${photoLimits.pixels / 1e6} million are taken. Make it smaller.`;
  }
  const scale = Math.min(1, photoLimits.longestSide / Math.max(width, height));
  if (Math.min(width, height) * scale >= photoLimits.shortestSide) return null;
  return `It has ${width} × ${height} pixels, too few to learn from: each side needs ${photoLimits.shortestSide}${scale < 1 ? `, also once the longer one is made ${photoLimits.longestSide}` : ''}. Use the original photo.`;
}

/** What is said of each photo by its id, in the photos' order; of most, nothing. */
export function remarksOf(photos: readonly ChosenPhoto[]): ReadonlyMap<number, readonly Remark[]> {
  const remarks = new Map<number, readonly Remark[]>();
  const before: ChosenPhoto[] = [];
  for (const photo of photos) {
    const { look, refusal } = photo;
    if (refusal !== null) remarks.set(photo.id, [{ kind: 'refusal', text: refusal }]);
    if (!isTaken(photo) || look === null) continue;
    const found = [...twinRemarks(photo, look, before), ...qualityRemarks(look)];
    if (found.length > 0) remarks.set(photo.id, found);
    before.push(photo);
  }
  return remarks;
}

function twinRemarks({ role }: ChosenPhoto, look: Look, before: readonly ChosenPhoto[]): Remark[] {
  const same = before.find((other) => other.look?.sha256 === look.sha256);
  if (same !== undefined) {
    const text = `The same picture as ${same.name}`;
    if (same.role === role) return [{ kind: 'warning', text: `${text}: it counts once.` }];
    const other = roleWords[same.role].one.toLowerCase();
    return [{ kind: 'clash', text: `${text}, whose role is ${other}. Remove one: no photo can do both.` }];
  }
  const near = before.find(
    (other) => other.look !== null && hashDistance(other.look.hash, look.hash) <= nearlySameUpTo,
  );
  if (near === undefined) return [];
  return [{ kind: 'warning', text: `Nearly the same as ${near.name}: another side would add more.` }];
}

function qualityRemarks({ sharpness, light }: Look): Remark[] {
  const told: string[] = [];
  if (light.bright < darkBelow) told.push('Very dark: more light would show the thing better.');
  else if (light.contrast < flatBelow) told.push('Hardly anything stands out in it.');
  else if (sharpness < blurredBelow) told.push('Looks blurred: a sharper photo teaches more.');
  return told.map((text) => ({ kind: 'warning', text }));
}

export type Counts = Readonly<Record<PhotoRole, number>>;

/** How many different pictures will be sent in each role. */
export function countsOf(photos: readonly ChosenPhoto[]): Counts {
  const counts = { reference: 0, 'held-out': 0, 'look-alike': 0, other: 0 };
  const seen = new Set<string>();
  for (const photo of photos) {
    if (!isTaken(photo) || photo.look === null || seen.has(photo.look.sha256)) continue;
    seen.add(photo.look.sha256);
    counts[photo.role] += 1;
  }
  return counts;
}

/**
 * Why the photos can't be sent as they are; null where they can.
 * @param most how many a run may have, null where that is not known
 */
export function photosProblem(photos: readonly ChosenPhoto[], most: number | null): string | null {
  const counts = countsOf(photos);
  if (photos.some(({ look, refusal }) => look === null && refusal === null)) {
    return 'Some photos are still being looked at. A moment.';
  }
  const remarks = remarksOf(photos);
  const clashing = photos.find(({ id }) => remarks.get(id)?.some(({ kind }) => kind === 'clash'));
  if (clashing !== undefined) return `${clashing.name} is there twice, in two roles. Remove one of the two.`;
  const taken = photos.filter(isTaken).length;
  if (most !== null && taken > most) return `There are ${taken} photos, and a run may have ${most}. Remove some.`;
  const full = roles.find(
    (role) => photos.filter((one) => isTaken(one) && one.role === role).length > photoLimits.most[role],
  );
  if (full !== undefined) {
    return `${roleWords[full].title}: at most ${photoLimits.most[full]} are taken. Remove some.`;
  }
  if (counts.reference === 0) return 'Choose at least two reference photos, better three from different sides.';
  if (counts.reference === 1 && counts['held-out'] === 0) {
    return 'One reference photo is too few. Add another from a different side, or a held-out photo that judges it.';
  }
  return null;
}
