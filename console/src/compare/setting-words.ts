import { stageNames } from '../run/stage-names.ts';

interface SettingWords {
  readonly name: string;
  /** Where it belongs, and its path as the API and files have it. */
  readonly place: string;
}

const known: Readonly<Record<string, string>> = {
  subject: 'Subject',
  upload: 'Photos',
  preset: 'Preset',
  'preset.version': "Preset's version",
  seed: 'Seed of all that is drawn by chance',
  promote: 'Outcomes that are promoted',
  backbone: 'Base model',
  generator: 'Generator of images',
};

const sentence = (field: string): string => {
  const words = field.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A setting in words: those of jobs by the job and their own names. */
export function settingWords(path: string): SettingWords {
  const [first = '', ...rest] = path.split('.');
  const stage = (stageNames as Readonly<Record<string, string>>)[first];
  const name = known[path] ?? sentence(rest.join('.') || first);
  if (path === 'upload') return { name, place: 'upload: the same photos sent twice are two uploads' };
  return { name, place: stage === undefined ? path : `${stage}: ${path}` };
}

/** Its value in words. */
export function settingValue(path: string, value: unknown): string {
  if (value === null || value === undefined) return 'Not set';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.join(', ') || 'None';
  // Two uploads are told apart by less than all of their digits.
  return path === 'upload' ? `Upload ${String(value).slice(0, 8)}` : String(value);
}
