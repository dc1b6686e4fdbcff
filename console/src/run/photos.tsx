import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import { useQuery } from '../routing/address.ts';
import { PhotosDropped } from './photos-dropped.tsx';
import { MasksToggle } from './photos-masks.tsx';
import { FoldedPhotos, PhotosSection } from './photos-section.tsx';
import { foldedRoles, type Role, roleOf } from './photos-words.ts';
import { orders } from './ranks.ts';

const first: readonly Role[] = ['held-out', 'reference'];

/** What became of the photos that were given: those that are wrong, those that judged, and the others by their roles. */
export function PhotosPanel({ run }: { run: RunDetail }) {
  const query = new URLSearchParams(useQuery());
  const { photos } = run;
  if (photos === null) {
    return (
      <Container header={<Header variant="h2">Photos</Header>}>
        <Box color="text-body-secondary">They are looked at first of all.</Box>
      </Container>
    );
  }
  const shown = query.get('photo');
  const also = roleOf(shown) ?? query.get('also');
  const masks = query.get('masks') === 'shown';
  const order = orders.find((known) => known === query.get('order')) ?? 'up';
  const countOf = (role: Role): number => photos.accepted.filter((photo) => photo.role === role).length;
  const sections = (roles: readonly Role[]) => roles.filter((role) => countOf(role) > 0);
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
