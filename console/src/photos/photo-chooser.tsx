import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef } from 'react';
import { handheld } from '../app/handheld.ts';

/** With these named, a phone gives JPEG for what it keeps as HEIC. */
const accepted = 'image/jpeg,image/png,image/webp';

interface PhotoChooserProps {
  /** Of the button that opens the browser's choice of files. */
  readonly button: string;
  /** What there is to know of them. */
  readonly says: string;
  /** What else is to be chosen. */
  readonly children?: ReactNode;
  onPhotos(files: readonly File[]): void;
}

/** Takes photos in every way in which a browser gives them: dropped, chosen, pasted, and from a phone's camera. */
export function PhotoChooser({ button, says, children, onPhotos }: PhotoChooserProps) {
  const camera = useRef<HTMLInputElement>(null);
  const latest = useRef(onPhotos);
  latest.current = onPhotos;
  const take = (files: Iterable<File> | null | undefined): boolean => {
    const photos = [...(files ?? [])];
    if (photos.length > 0) latest.current(photos);
    return photos.length > 0;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it takes by what was drawn last
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      if (take(event.clipboardData?.files)) event.preventDefault();
    };
    // Dropped beside the place for it, a photo would be opened instead of the page.
    const over = (event: DragEvent) => event.preventDefault();
    const dropped = (event: DragEvent) => {
      if (!event.defaultPrevented) take(event.dataTransfer?.files);
      event.preventDefault();
    };
    addEventListener('paste', pasted);
    addEventListener('dragover', over);
    addEventListener('drop', dropped);
    return () => {
      removeEventListener('paste', pasted);
      removeEventListener('dragover', over);
      removeEventListener('drop', dropped);
    };
  }, []);

  return (
    <FileDropzone onChange={({ detail }) => take(detail.value)}>
      <SpaceBetween size="s" alignItems="center">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }}>
          <FileInput
            multiple
            accept={accepted}
            value={[]}
            ariaLabel={button}
            onChange={({ detail }) => take(detail.value)}
          >
            {button}
          </FileInput>
          {handheld() && (
            <Button iconName="add-plus" onClick={() => camera.current?.click()}>
              Take a photo
            </Button>
          )}
        </div>
        <Box color="text-body-secondary" fontSize="body-s" textAlign="center">
          {!handheld() && 'Or drop or paste them here. '}
          {says}
        </Box>
        {children}
      </SpaceBetween>
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label="Take a photo"
        onChange={({ target }) => {
          take(target.files);
          target.value = '';
        }}
      />
    </FileDropzone>
  );
}
