import type { Subject } from '@likeness/client';

/** Each asks an endpoint, and all of them together little of the quota. */
const most = 5;

/** Those that may be the same thing and can say so: of the category first. */
export function askable(subjects: readonly Subject[], category: string, self: string | null): readonly Subject[] {
  const isNear = (one: Subject): boolean => one.category.toLowerCase() === category.trim().toLowerCase();
  return subjects
    .filter(({ id, status, endpoint }) => id !== self && status === 'active' && endpoint.adapter !== null)
    .toSorted((one, other) => Number(isNear(other)) - Number(isNear(one)))
    .slice(0, most);
}
