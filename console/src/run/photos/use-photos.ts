import type { PhotoRole, RunDetail } from '@likeness/client';
import { useService } from '../../app/service.tsx';
import { type Asked, addressesHold, useAsked } from '../../asking/use-asked.ts';
import { type RunPhoto, runPhotos } from '../../photos/run-photos.ts';

/** The accepted photos of a run that have a role, with how they were judged; anew when a stage of the run is over. */
export function usePhotos(run: RunDetail, role: PhotoRole): Asked<readonly RunPhoto[]> {
  const { likeness } = useService();
  const made = run.stages.map(({ status }) => status).join();
  return useAsked(
    `photos ${run.id} ${role} ${made}`,
    (signal) => runPhotos(likeness, run.id, role, signal),
    () => addressesHold,
  );
}
