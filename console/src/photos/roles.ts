import type { PhotoRole } from '@likeness/client';

interface RoleWords {
  /** Of one photo. */
  readonly one: string;
  /** Of some, where they are. */
  readonly title: string;
  /** What photos of the role do. */
  readonly does: string;
}

/** In the order in which photos are taken. */
export const roles = ['reference', 'held-out', 'look-alike', 'other'] as const satisfies readonly PhotoRole[];

export const roleWords: Readonly<Record<PhotoRole, RoleWords>> = {
  reference: {
    one: 'Reference',
    title: 'Reference photos',
    does: 'Show the thing. The model learns it from them.',
  },
  'held-out': {
    one: 'Held-out',
    title: 'Held-out photos',
    does: 'Show the thing too, and are kept back: the result is judged by them.',
  },
  'look-alike': {
    one: 'Look-alike',
    title: 'Look-alikes',
    does: 'Show other things that are easily taken for it. The model learns to tell them apart.',
  },
  other: {
    one: 'Other',
    title: 'Photos of other things',
    does: 'Show anything else. The result is judged by not mistaking them for the thing.',
  },
};

/** Only photos of the thing itself have a mask that says where it is. */
export const hasMask = (role: PhotoRole): boolean => role === 'reference' || role === 'held-out';

/** `3 reference, 3 held-out, 20 other`. */
export function photoCount(given: readonly string[]): string {
  const counts = roles.flatMap((role) => {
    const count = given.filter((one) => one === role).length;
    return count === 0 ? [] : [`${count} ${roleWords[role].one.toLowerCase()}`];
  });
  return counts.join(', ') || 'None yet';
}
