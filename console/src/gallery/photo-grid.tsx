import Checkbox from '@cloudscape-design/components/checkbox';
import { type GalleryPhoto, GalleryPicture, nameOf } from './gallery-picture.tsx';

interface PhotoGridProps {
  readonly photos: readonly GalleryPhoto[];
  /** The ids of those that are chosen. */
  readonly selected: readonly string[];
  onSelect(ids: readonly string[]): void;
}

/** Photos to look at and to choose from. */
export function PhotoGrid({ photos, selected, onSelect }: PhotoGridProps) {
  const choose = (id: string, chosen: boolean) =>
    onSelect(chosen ? [...selected, id] : selected.filter((other) => other !== id));
  return (
    <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(104px, 1fr))' }}>
      {photos.map((photo) => (
        <GalleryPicture
          key={photo.id}
          photo={photo}
          caption={
            <Checkbox
              checked={selected.includes(photo.id)}
              ariaLabel={`Choose ${nameOf(photo)}`}
              onChange={({ detail }) => choose(photo.id, detail.checked)}
            >
              {photo.id.slice(0, 8)}
            </Checkbox>
          }
        />
      ))}
    </div>
  );
}
