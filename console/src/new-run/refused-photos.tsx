import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { Photo } from './use-photos.ts';

/** Files that are left out, why, and what to do about it. */
export function RefusedPhotos({ photos, onRemove }: { photos: readonly Photo[]; onRemove: (photo: Photo) => void }) {
  if (photos.length === 0) return null;
  return (
    <Alert type="error" header={photos.length === 1 ? 'One file is not taken' : `${photos.length} files are not taken`}>
      <Box color="inherit" margin={{ bottom: 'xxs' }}>
        {photos.length === 1 ? 'It is' : 'They are'} left out when you go on.
      </Box>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {photos.map((photo) => (
          <li key={photo.id} style={{ display: 'flex', gap: 8, alignItems: 'start', overflowWrap: 'anywhere' }}>
            <span style={{ flex: 1 }}>
              <b>{photo.name}</b> {photo.refusal}
            </span>
            <span data-remove>
              <Button
                variant="inline-icon"
                iconName="close"
                ariaLabel={`Remove ${photo.name}`}
                onClick={() => onRemove(photo)}
              />
            </span>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
