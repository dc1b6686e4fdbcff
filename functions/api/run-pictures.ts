import { dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { Stage } from '../../lib/domain/training-job.ts';
import type { AcceptedPhoto, PhotoRole } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';

/** Addresses of a photo as the models see it, and over it how similar its parts are to the thing. */
export interface Maps {
  readonly photo: string;
  readonly base: string;
  readonly personalized: string;
}

/** What jobs drew of photos. */
export interface Pictures {
  /** The mask that the photo came with, else the one that was drawn for it. */
  maskOf(photo: AcceptedPhoto): string | null;
  mapsOf(photo: AcceptedPhoto): Maps | null;
}

/** @param mapped the role of the photos that there are maps of; null where there are none yet */
export async function picturesOf(
  objects: ObjectStore,
  run: RunReference,
  { compose, represent }: Partial<Record<Stage, string>>,
  mapped: PhotoRole | null,
): Promise<Pictures> {
  const folders = [
    compose === undefined ? null : `${modelPrefix(run, compose)}masks/`,
    represent === undefined ? null : `${dataPrefix(run, represent)}similarity/`,
  ];
  const [masks = null, maps = null] = folders;
  const there = await Promise.all(folders.map((folder) => (folder === null ? [] : objects.list(folder))));
  const known = new Set(there.flat().map(({ uri }) => uri));
  return {
    maskOf({ id, role, maskUri }) {
      const drawn = masks === null || role !== 'reference' ? null : `${masks}${numberOf(id)}.png`;
      return maskUri ?? (drawn !== null && known.has(drawn) ? drawn : null);
    },
    mapsOf({ id, role }) {
      if (maps === null || role !== mapped) return null;
      const stem = `${maps}${numberOf(id)}`;
      const found = { photo: `${stem}.jpg`, base: `${stem}-base.jpg`, personalized: `${stem}-personalized.jpg` };
      return Object.values(found).every((uri) => known.has(uri)) ? found : null;
    },
  };
}

/** What follows the role in a photo's id, by which jobs call it. */
const numberOf = (id: string): string => id.slice(id.indexOf('/') + 1);
