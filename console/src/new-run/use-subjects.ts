import type { Subject } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { type Asked, useAsked } from '../asking/use-asked.ts';

/** All of the tenant's subjects. */
export function useSubjects(): Asked<readonly Subject[]> {
  const { likeness } = useService();
  return useAsked('all subjects', async (signal) => {
    const subjects: Subject[] = [];
    for await (const subject of likeness.subjects.list({ signal })) subjects.push(subject);
    return subjects;
  });
}
