import { colours } from '../../app/colours.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { PictureButton } from './picture.tsx';
import { originText, pixels } from './words.ts';

interface PhotosGridProps {
  readonly photos: readonly RunPhoto[];
  readonly masks: boolean;
  readonly open: (id: string) => void;
}

/** Photos side by side, each to be pressed for more. */
export const PhotosGrid = ({ photos, masks, open }: PhotosGridProps) => (
  <ul
    style={{
      ...{ display: 'grid', gap: 12, margin: 0, padding: 0, listStyle: 'none' },
      gridTemplateColumns: 'repeat(auto-fill, minmax(112px, 1fr))',
    }}
  >
    {photos.map((photo) => (
      <li key={photo.id} style={{ minWidth: 0 }}>
        <PictureButton
          url={photo.thumbnailUrl}
          alt={photo.name}
          mask={masks ? photo.maskUrl : null}
          onPress={() => open(photo.id)}
        />
        <div
          style={{
            ...{ marginTop: 4, fontSize: 12, lineHeight: '16px', color: colours.textSecondary },
            overflowWrap: 'anywhere',
          }}
        >
          {photo.name}
          <div>{pixels(photo)}</div>
          {originText(photo)}
        </div>
      </li>
    ))}
  </ul>
);
