import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PhotoRole, RunDetail } from '@likeness/client';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import { roleWords } from '../../photos/roles.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { setQuery } from '../../routing/address.ts';
import { PhotosGrid } from './grid.tsx';
import { inOrder, judgedOf, type Order } from './ranks.ts';
import { RanksPanel } from './ranks-panel.tsx';
import { usePhotos } from './use-photos.ts';
import { openPhoto, PhotoViewer } from './viewer.tsx';

interface PhotosSectionProps {
  readonly run: RunDetail;
  readonly role: PhotoRole;
  /** How many there are. */
  readonly count: number;
  /** The photo that is shown large, of any role. */
  readonly shown: string | null;
  readonly order: Order;
  readonly masks: boolean;
}

/** The photos of a role that are looked at first: those that judged by their ranks, others side by side. */
export function PhotosSection({ run, role, count, shown, order, masks }: PhotosSectionProps) {
  const asked = usePhotos(run, role);
  const { data } = asked;
  const { title, does } = roleWords[role];
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
        <Panel
          title={judged.length === 0 ? title : `${title} that did not judge`}
          counter={`(${judged.length === 0 ? count : others.length})`}
          description={does}
        >
          <Answered asked={asked}>{() => <PhotosGrid photos={others} masks={masks} open={openPhoto} />}</Answered>
        </Panel>
      )}
      <PhotoViewer id={shown} photos={inSight} masks={masks} />
    </SpaceBetween>
  );
}

/** The photos of a role that are looked at on demand: there may be many. */
export function FoldedPhotos(props: PhotosSectionProps & { open: boolean }) {
  const { role, count, open } = props;
  const { title, does } = roleWords[role];
  return (
    <ExpandableSection
      variant="container"
      headerText={title}
      headerCounter={`(${count})`}
      headerDescription={does}
      expanded={open}
      onChange={({ detail }) => setQuery({ also: detail.expanded ? role : null, photo: null })}
    >
      {open && <Unfolded {...props} />}
    </ExpandableSection>
  );
}

const Unfolded = ({ run, role, shown, masks }: PhotosSectionProps) => (
  <Answered asked={usePhotos(run, role)}>
    {(photos) => (
      <>
        <PhotosGrid photos={photos} masks={masks} open={openPhoto} />
        <PhotoViewer id={shown} photos={photos} masks={masks} />
      </>
    )}
  </Answered>
);
