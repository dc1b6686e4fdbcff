import type { Subject } from '@likeness/client';

/** Each asks an endpoint, and all of them together little of the quota. */
const most = 5;

/** Whether it is said to be the same kind of thing. */
export const isOfCategory = (subject: Subject, category: string): boolean =>
  subject.category.toLowerCase() === category.trim().toLowerCase();

/** Those that may be the same thing and can say so: of the category first. */
export function askable(subjects: readonly Subject[], category: string, self: string | null): readonly Subject[] {
  const isNear = (one: Subject): boolean => isOfCategory(one, category);
  return subjects
    .filter(({ id, status, endpoint }) => id !== self && status === 'active' && endpoint.adapter !== null)
    .toSorted((one, other) => Number(isNear(other)) - Number(isNear(one)))
    .slice(0, most);
}
