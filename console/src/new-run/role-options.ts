import { roles, roleWords } from './roles.ts';

/** Roles to choose from, with what each does. */
export const roleOptions = roles.map((value) => ({
  value,
  label: roleWords[value].one,
  description: roleWords[value].does,
}));
