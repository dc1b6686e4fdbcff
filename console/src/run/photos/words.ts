import type { PhotoRole } from '@likeness/client';
import { roles } from '../../photos/roles.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';

/** Roles whose photos are looked at on demand: there may be many. */
export const foldedRoles: readonly PhotoRole[] = ['look-alike', 'other'];

const origins: Readonly<Record<RunPhoto['origin'], string | null>> = {
  own: null,
  lent: 'Lent by another of your subjects',
  bank: "Of the operator's photos",
};

/** Whose it is, where it is not the tenant's own for this subject. */
export const originText = ({ origin }: Pick<RunPhoto, 'origin'>): string | null => origins[origin];

export const pixels = ({ width, height }: Pick<RunPhoto, 'width' | 'height'>): string => `${width} × ${height}`;

/** The role in a photo's id, which is `held-out/00`; null of what is no such id. */
export function roleOf(id: string | null): PhotoRole | null {
  const name = id?.slice(0, id.indexOf('/'));
  return roles.find((role) => role === name) ?? null;
}
