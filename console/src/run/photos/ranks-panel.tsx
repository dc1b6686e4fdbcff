import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { colours } from '../../app/colours.ts';
import { Panel } from '../../parts/panel.tsx';
import { setQuery } from '../../routing/address.ts';
import { PictureButton } from './picture.tsx';
import { arrow, type JudgedPhoto, movement, movementsText, movementText, type Order } from './ranks.ts';
import { SpaceView, spaceMeans } from './space-view.tsx';

const orderOptions = [
  { id: 'up', text: 'Moved up first' },
  { id: 'down', text: 'Moved down first' },
];

interface RanksPanelProps {
  readonly title: string;
  /** As they are shown. */
  readonly photos: readonly JudgedPhoto[];
  readonly order: Order;
  readonly masks: boolean;
  readonly open: (id: string) => void;
}

/** The photos that judged, by how far the adapter moved them among photos of other things. */
export function RanksPanel({ title, photos, order, masks, open }: RanksPanelProps) {
  return (
    <Panel
      title={title}
      counter={`(${photos.length})`}
      description="Each is ranked among the photos of other things by how like the reference photos it is. Rank 1: none of the others is as like them."
    >
      <SpaceBetween size="m">
        <Box>{movementsText(photos)}</Box>
        <SegmentedControl
          label="Order"
          selectedId={order}
          options={orderOptions}
          onChange={({ detail }) => setQuery({ order: detail.selectedId === 'up' ? null : detail.selectedId })}
        />
        <ExpandableSection headerText="What the pictures are" variant="footer">
          <Box color="text-body-secondary">{spaceMeans}</Box>
        </ExpandableSection>
        <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {photos.map((photo) => (
            <Row key={photo.id} photo={photo} masks={masks} open={open} />
          ))}
        </ul>
      </SpaceBetween>
    </Panel>
  );
}

function Row({ photo, masks, open }: { photo: JudgedPhoto; masks: boolean; open: (id: string) => void }) {
  const { base, personalized } = photo.judged;
  return (
    <li
      style={{
        ...{ display: 'flex', flexWrap: 'wrap', gap: 16, padding: '16px 0' },
        borderTop: `1px solid ${colours.divider}`,
      }}
    >
      <div style={{ display: 'flex', gap: 12, flex: '1 1 240px', maxWidth: 340 }}>
        <div style={{ flex: '0 0 120px' }}>
          <PictureButton
            url={photo.thumbnailUrl}
            alt={`${photo.name}: ${movementText(photo)}`}
            mask={masks ? photo.maskUrl : null}
            onPress={() => open(photo.id)}
          />
        </div>
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box variant="strong">{photo.name}</Box>
          <Movement photo={photo} />
          {photo.maps !== null && (
            <Box color="text-body-secondary" fontSize="body-s">
              With similarity maps
            </Box>
          )}
        </div>
      </div>
      <div
        style={{
          ...{ display: 'grid', gap: 16, flex: '3 1 320px', minWidth: 0 },
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 260px), 1fr))',
        }}
      >
        <SpaceView title="Base" judgement={base} />
        <SpaceView title="Adapter" judgement={personalized} />
      </div>
    </li>
  );
}

/** Where the adapter moved it, with an arrow. */
export function Movement({ photo }: { photo: JudgedPhoto }) {
  const places = movement(photo);
  const color = places === 0 ? 'text-body-secondary' : places > 0 ? 'text-status-success' : 'text-status-error';
  return (
    <Box color={color}>
      <span aria-hidden="true">{`${arrow(places)} `}</span>
      {movementText(photo)}
    </Box>
  );
}
