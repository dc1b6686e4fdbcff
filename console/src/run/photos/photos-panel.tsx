import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PhotoRole, RunDetail } from '@likeness/client';
import { Panel } from '../../parts/panel.tsx';
import { useQuery } from '../../routing/address.ts';
import { PhotosDropped } from './dropped.tsx';
import { MasksToggle } from './masks-toggle.tsx';
import { orders } from './ranks.ts';
import { FoldedPhotos, PhotosSection } from './sections.tsx';
import { foldedRoles, roleOf } from './words.ts';

const first: readonly PhotoRole[] = ['held-out', 'reference'];

/** What became of the photos that were given: those that are wrong, those that judged, and the others by their roles. */
export function PhotosPanel({ run }: { run: RunDetail }) {
  const query = new URLSearchParams(useQuery());
  const { photos } = run;
  if (photos === null) {
    return (
      <Panel title="Photos">
        <Box color="text-body-secondary">They are looked at first of all.</Box>
      </Panel>
    );
  }
  const shown = query.get('photo');
  const also = roleOf(shown) ?? query.get('also');
  const masks = query.get('masks') === 'shown';
  const order = orders.find((known) => known === query.get('order')) ?? 'up';
  const countOf = (role: PhotoRole): number => photos.accepted.filter((photo) => photo.role === role).length;
  const sections = (of: readonly PhotoRole[]) => of.filter((role) => countOf(role) > 0);
  const common = { run, shown, order, masks };
  return (
    <SpaceBetween size="l">
      <PhotosDropped photos={photos} />
      {photos.accepted.length === 0 && <Box color="text-body-secondary">No photo was accepted.</Box>}
      {photos.accepted.length > 0 && (
        <MasksToggle masks={masks} text="Show masks: what is not the subject is darkened" />
      )}
      {sections(first).map((role) => (
        <PhotosSection key={role} role={role} count={countOf(role)} {...common} />
      ))}
      {sections(foldedRoles).map((role) => (
        <FoldedPhotos key={role} role={role} count={countOf(role)} open={also === role} {...common} />
      ))}
    </SpaceBetween>
  );
}
