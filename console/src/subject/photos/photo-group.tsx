import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { PhotoRole } from '@likeness/client';
import { useAsked } from '../../asking/use-asked.ts';
import type { Mask } from '../../masks/mask.ts';
import { loadMask } from '../../masks/mask-files.ts';
import { MaskOverlay } from '../../masks/mask-overlay.tsx';
import { hasMask, roleWords } from '../../photos/roles.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { PhotoThumbnail } from './photo-thumbnail.tsx';
import type { Corrections } from './use-corrections.ts';

interface GroupProps {
  readonly role: PhotoRole;
  readonly run: string;
  readonly photos: readonly RunPhoto[];
  readonly corrections: Corrections;
  onCorrect(photo: string): void;
}

/** The photos of a role. Those of other things are many, and have no masks: they are shown on demand. */
export function PhotoGroup({ role, run, photos, corrections, onCorrect }: GroupProps) {
  if (photos.length === 0) return null;
  const { title, does } = roleWords[role];
  return (
    <ExpandableSection
      headerText={title}
      headerCounter={`(${photos.length})`}
      headerDescription={does}
      variant="container"
      defaultExpanded={hasMask(role)}
    >
      <div style={{ display: 'grid', gap: 16, gridTemplateColumns: 'repeat(auto-fill, minmax(124px, 1fr))' }}>
        {photos.map((photo) =>
          hasMask(role) ? (
            <MaskedPhoto key={photo.id} {...{ run, photo, corrections, onCorrect }} />
          ) : (
            <PhotoThumbnail key={photo.id} photo={photo} />
          ),
        )}
      </div>
    </ExpandableSection>
  );
}

/** On its longest side, as the thumbnail has it. */
const small = 256;

function smallSize({ width, height }: RunPhoto): Pick<Mask, 'width' | 'height'> {
  const scale = Math.min(1, small / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function MaskedPhoto({
  run,
  photo,
  corrections,
  onCorrect,
}: Omit<GroupProps, 'role' | 'photos'> & { photo: RunPhoto }) {
  const { id, name, maskUrl } = photo;
  const given = useAsked<Mask>(`small mask of ${run} ${id} ${maskUrl !== null}`, (signal) =>
    loadMask(maskUrl, name, smallSize(photo), signal),
  );
  const mask = corrections.paintings.get(id)?.mask ?? given.data;
  const corrected = corrections.corrected.has(id);
  const does = maskUrl === null && !corrected ? 'Draw a mask' : 'Correct the mask';
  return (
    <PhotoThumbnail photo={photo} overlay={mask && <MaskOverlay mask={mask} turn={corrections.turn} />}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 8px', alignItems: 'center', marginTop: 4 }}>
        <Button
          variant="inline-link"
          nativeButtonAttributes={{ id: `correct ${id}` }}
          ariaLabel={`${does} of ${name}`}
          onClick={() => onCorrect(id)}
        >
          {does}
        </Button>
        {corrected && <Badge color="blue">Corrected</Badge>}
      </div>
    </PhotoThumbnail>
  );
}
