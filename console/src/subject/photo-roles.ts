import type { PhotoRole } from '@likeness/client';

interface RoleWords {
  readonly one: string;
  readonly title: string;
  readonly does: string;
}

/** The roles, in the order in which photos are taken. */
export const roleWords: Readonly<Record<PhotoRole, RoleWords>> = {
  reference: {
    one: 'reference',
    title: 'Reference photos',
    does: 'The model learns from them. The marked part is cut out and put into other scenes.',
  },
  'held-out': {
    one: 'held-out',
    title: 'Held-out photos',
    does: 'They judge what was learnt, and train nothing.',
  },
  'look-alike': {
    one: 'look-alike',
    title: 'Look-alikes',
    does: 'Other things that are easily taken for it, which the model learns to tell apart.',
  },
  other: { one: 'other', title: 'Photos of other things', does: 'What it is told from when it is judged.' },
};

export const roles = Object.keys(roleWords) as PhotoRole[];

/** Only photos of the thing itself have a mask that says where it is. */
export const hasMask = (role: PhotoRole): boolean => role === 'reference' || role === 'held-out';

/** `3 reference, 3 held-out, 20 other`. */
export function photoCount(given: readonly string[]): string {
  const counts = roles.flatMap((role) => {
    const count = given.filter((one) => one === role).length;
    return count === 0 ? [] : [`${count} ${roleWords[role].one}`];
  });
  return counts.join(', ') || 'None yet';
}
