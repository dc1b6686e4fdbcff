import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PhotoRole } from '@likeness/client';
import { useEffect, useRef, useState } from 'react';
import { handheld } from '../app/handheld.ts';
import { roleOptions } from './role-options.ts';

/** With these named, a phone gives JPEG for what it keeps as HEIC. */
const accepted = 'image/jpeg,image/png,image/webp';

/** Photos come by dropping, choosing, pasting or taking them, in the role that is chosen for them. */
export function PhotoAdder({ onAdd }: { onAdd: (files: readonly File[], role: PhotoRole) => void }) {
  const [role, setRole] = useState<PhotoRole>('reference');
  const camera = useRef<HTMLInputElement>(null);
  const latest = useRef((_: readonly File[]) => {});
  latest.current = (files) => files.length > 0 && onAdd(files, role);

  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent): void => latest.current([...(clipboardData?.files ?? [])]);
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);

  return (
    <FileDropzone onChange={({ detail }) => latest.current(detail.value)}>
      <SpaceBetween size="s" alignItems="center">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }}>
          <FileInput
            multiple
            accept={accepted}
            value={[]}
            ariaLabel="Choose photos"
            onChange={({ detail }) => latest.current(detail.value)}
          >
            Choose photos
          </FileInput>
          {handheld() && (
            <Button iconName="add-plus" onClick={() => camera.current?.click()}>
              Take a photo
            </Button>
          )}
        </div>
        <Box color="text-body-secondary" fontSize="body-s" textAlign="center">
          {handheld() ? 'JPEG, PNG or WebP.' : 'or drop them here, or paste them. JPEG, PNG or WebP.'}
        </Box>
        <FormField label="Added photos are" stretch>
          <Select
            selectedOption={roleOptions.find(({ value }) => value === role) ?? null}
            options={roleOptions}
            onChange={({ detail }) => {
              const chosen = roleOptions.find(({ value }) => value === detail.selectedOption.value);
              if (chosen) setRole(chosen.value);
            }}
          />
        </FormField>
      </SpaceBetween>
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label="Take a photo"
        onChange={({ target }) => {
          latest.current([...(target.files ?? [])]);
          target.value = '';
        }}
      />
    </FileDropzone>
  );
}
