import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef } from 'react';
import { handheld } from '../app/handheld.ts';

const accept = 'image/*,.heic,.heif';

export interface PhotoInputProps {
  /** Of the button that opens the browser's choice of files. */
  readonly button: string;
  readonly children: ReactNode;
  onPhotos(files: readonly File[]): void;
}

/** Takes photos in every way in which a browser gives them: dropped, chosen, pasted, and from a phone's camera. */
export function PhotoInput({ button, children, onPhotos }: PhotoInputProps) {
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
      <SpaceBetween size="xs" alignItems="center">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }}>
          <FileInput multiple accept={accept} value={[]} onChange={({ detail }) => take(detail.value)}>
            {button}
          </FileInput>
          {handheld() && <Button onClick={() => camera.current?.click()}>Take a photo</Button>}
        </div>
        <Box textAlign="center" color="text-body-secondary">
          {children}
        </Box>
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
      </SpaceBetween>
    </FileDropzone>
  );
}
