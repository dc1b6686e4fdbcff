import type { components } from '@likeness/client';

export type RunPhoto = components['schemas']['RunPhoto'];
export type Role = RunPhoto['role'];

interface Words {
  readonly title: string;
  readonly means: string;
}

/** What the photos of a role are there for. */
export const roleWords: Readonly<Record<Role, Words>> = {
  reference: { title: 'Reference photos', means: 'They say what the subject is. Everything is made of them.' },
  'held-out': { title: 'Held-out photos', means: 'They show the subject too, and judge: nothing was trained on them.' },
  'look-alike': {
    title: 'Look-alikes',
    means: 'Things that are easily taken for the subject. They train as what it is not.',
  },
  other: {
    title: 'Photos of other things',
    means: 'The held-out photos are told from them. Nothing was trained on them.',
  },
};

/** Those of them that are looked at on demand: there may be many. */
export const foldedRoles: readonly Role[] = ['look-alike', 'other'];

const origins: Readonly<Record<RunPhoto['origin'], string | null>> = {
  own: null,
  lent: 'Lent by another of your subjects',
  bank: "Of the operator's photos",
};

/** Whose it is, where it is not the tenant's own for this subject. */
export const originText = ({ origin }: Pick<RunPhoto, 'origin'>): string | null => origins[origin];

export const pixels = ({ width, height }: Pick<RunPhoto, 'width' | 'height'>): string => `${width} × ${height}`;

/** The role in a photo's id, which is `held-out/00`; null of what is no such id. */
export function roleOf(id: string | null): Role | null {
  const name = id?.slice(0, id.indexOf('/')) ?? '';
  return Object.keys(roleWords).includes(name) ? (name as Role) : null;
}
