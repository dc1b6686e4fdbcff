import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { RunDetail } from '@likeness/client';
import type { ReactNode } from 'react';
import { Problem } from '../app/problem.tsx';
import { setQuery } from '../routing/address.ts';
import { usePhotos } from './photos-asked.ts';
import { PhotosGrid } from './photos-grid.tsx';
import { openPhoto, PhotoViewer } from './photos-viewer.tsx';
import { type Role, type RunPhoto, roleWords } from './photos-words.ts';
import { inOrder, judgedOf, type Order } from './ranks.ts';
import { RanksPanel } from './ranks-panel.tsx';

export interface PhotosSectionProps {
  readonly run: RunDetail;
  readonly role: Role;
  /** How many there are. */
  readonly count: number;
  /** The photo that is shown large, of any role. */
  readonly shown: string | null;
  readonly order: Order;
  readonly masks: boolean;
}

/** The photos of a role that are looked at first: those that judged by their ranks, others side by side. */
export function PhotosSection({ run, role, count, shown, order, masks }: PhotosSectionProps) {
  const { data, error, again } = usePhotos(run, role);
  const { title, means } = roleWords[role];
  const judged = inOrder(judgedOf(data ?? []), order);
  const others = (data ?? []).filter((photo) => photo.judged === null);
  const inSight: readonly RunPhoto[] = [...judged, ...others];
  return (
    <SpaceBetween size="l">
      {judged.length > 0 && (
        <RanksPanel
          title={role === 'held-out' ? title : `${title}, each judged without itself`}
          {...{ photos: judged, order, masks }}
          open={openPhoto}
        />
      )}
      {(judged.length === 0 || others.length > 0) && (
        <Container
          header={
            <Header variant="h2" counter={`(${judged.length === 0 ? count : others.length})`} description={means}>
              {judged.length === 0 ? title : `${title} that did not judge`}
            </Header>
          }
        >
          <Answered data={data} error={error} again={again}>
            <PhotosGrid photos={others} masks={masks} open={openPhoto} />
          </Answered>
        </Container>
      )}
      <PhotoViewer id={shown} photos={inSight} masks={masks} />
    </SpaceBetween>
  );
}

/** The photos of a role that are looked at on demand: there may be many. */
export function FoldedPhotos(props: PhotosSectionProps & { open: boolean }) {
  const { role, count, open } = props;
  const { title, means } = roleWords[role];
  return (
    <ExpandableSection
      variant="container"
      headerText={title}
      headerCounter={`(${count})`}
      headerDescription={means}
      expanded={open}
      onChange={({ detail }) => setQuery({ also: detail.expanded ? role : null, photo: null })}
    >
      {open && <Unfolded {...props} />}
    </ExpandableSection>
  );
}

function Unfolded({ run, role, shown, masks }: PhotosSectionProps) {
  const { data, error, again } = usePhotos(run, role);
  return (
    <Answered data={data} error={error} again={again}>
      <PhotosGrid photos={data ?? []} masks={masks} open={openPhoto} />
      <PhotoViewer id={shown} photos={data ?? []} masks={masks} />
    </Answered>
  );
}

function Answered(props: { data: unknown; error: unknown; again: () => void; children: ReactNode }) {
  const { data, error, again, children } = props;
  return (
    <SpaceBetween size="m">
      {error !== null && <Problem error={error} again={again} />}
      {data === null ? error === null && <Spinner size="large" /> : children}
    </SpaceBetween>
  );
}
