import FormField from '@cloudscape-design/components/form-field';
import type { PhotoRole } from '@likeness/client';
import { useState } from 'react';
import { PhotoChooser } from '../photos/photo-chooser.tsx';
import { RoleSelect } from './role-select.tsx';

/** Photos are added in the role that is chosen for them. */
export function PhotoAdder({ onAdd }: { onAdd: (files: readonly File[], role: PhotoRole) => void }) {
  const [role, setRole] = useState<PhotoRole>('reference');
  return (
    <PhotoChooser button="Choose photos" says="JPEG, PNG or WebP." onPhotos={(files) => onAdd(files, role)}>
      <FormField label="Added photos are" stretch>
        <RoleSelect role={role} onRole={setRole} />
      </FormField>
    </PhotoChooser>
  );
}
