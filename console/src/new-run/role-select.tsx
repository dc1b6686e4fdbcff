import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { PhotoRole } from '@likeness/client';
import { roles, roleWords } from '../photos/roles.ts';

const options = roles.map((value) => ({ value, label: roleWords[value].one, description: roleWords[value].does }));

interface RoleSelectProps extends Omit<SelectProps, 'selectedOption' | 'options' | 'onChange'> {
  readonly role: PhotoRole;
  onRole(role: PhotoRole): void;
}

/** The role of a photo, or another, with what each does. */
export const RoleSelect = ({ role, onRole, ...select }: RoleSelectProps) => (
  <Select
    {...select}
    selectedOption={options.find(({ value }) => value === role) ?? null}
    options={options}
    onChange={({ detail }) => {
      const chosen = roles.find((one) => one === detail.selectedOption.value);
      if (chosen) onRole(chosen);
    }}
  />
);
