import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Explained } from '../../parts/explained.tsx';
import { roleWords } from '../../photos/roles.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { setQuery } from '../../routing/address.ts';
import { PictureViewer } from '../picture-viewer.tsx';
import { MasksToggle } from './masks-toggle.tsx';
import { Picture } from './picture.tsx';
import { judgedOf } from './ranks.ts';
import { Movement } from './ranks-panel.tsx';
import { SimilarityMaps } from './similarity-maps.tsx';
import { SpaceView, spaceMeans } from './space-view.tsx';
import { foldedRoles, originText, pixels, roleOf } from './words.ts';

/** Shows a photo large, or none. The photos that it is among stay unfolded. */
export function openPhoto(id: string | null): void {
  const role = roleOf(id);
  setQuery({ photo: id, ...(role !== null && foldedRoles.includes(role) && { also: role }) });
}

/** The photo that the address names, where it is one of these; the others are before and after it. */
export function PhotoViewer({ id, photos, masks }: { id: string | null; photos: readonly RunPhoto[]; masks: boolean }) {
  const at = photos.findIndex((photo) => photo.id === id);
  const photo = photos[at];
  if (photo === undefined) return null;
  const step = (to: RunPhoto | undefined) => (to === undefined ? null : () => openPhoto(to.id));
  return (
    <PictureViewer
      title={photo.name}
      place={`${at + 1} of ${photos.length}`}
      previous={step(photos[at - 1])}
      next={step(photos[at + 1])}
      close={() => openPhoto(null)}
    >
      <Shown key={photo.id} photo={photo} masks={masks} />
    </PictureViewer>
  );
}

function Shown({ photo, masks }: { photo: RunPhoto; masks: boolean }) {
  const [judged] = judgedOf([photo]);
  return (
    <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))' }}>
      {photo.maps === null ? (
        <Picture url={photo.url} alt={photo.name} mask={masks ? photo.maskUrl : null} whole />
      ) : (
        <SimilarityMaps maps={photo.maps} name={photo.name} />
      )}
      <SpaceBetween size="m">
        {judged !== undefined && (
          <SpaceBetween size="m">
            <Movement photo={judged} />
            <SpaceView title="Base" judgement={judged.judged.base} />
            <SpaceView title="Adapter" judgement={judged.judged.personalized} />
            <Box color="text-body-secondary" fontSize="body-s">
              {spaceMeans}
            </Box>
          </SpaceBetween>
        )}
        <Facts photo={photo} judged={judged !== undefined} masks={masks} />
      </SpaceBetween>
    </div>
  );
}

function Facts({ photo, judged, masks }: { photo: RunPhoto; judged: boolean; masks: boolean }) {
  const { title, does } = roleWords[photo.role];
  const whose = originText(photo);
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: 'Role', value: <Explained value={title} means={does} /> },
        { label: 'Pixels', value: pixels(photo) },
        ...(whose === null ? [] : [{ label: 'Whose it is', value: whose }]),
        ...(photo.maps === null && photo.maskUrl !== null
          ? [{ label: 'Mask', value: <MasksToggle masks={masks} text="Darken what is not the subject" /> }]
          : []),
        ...(!judged || photo.maps !== null
          ? []
          : [{ label: 'Similarity maps', value: 'None: the first six photos that judge have them.' }]),
      ]}
    />
  );
}
