import sharp from 'sharp';
import { ServiceError } from '../../lib/domain/errors.ts';
import {
  galleryThumbnailsPrefix,
  jobThumbnailsPrefix,
  photoThumbnailsPrefix,
  type RunReference,
  type TenantReference,
} from '../../lib/domain/keys.ts';
import type { AcceptedPhoto } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { inOrder } from '../accept/in-order.ts';
import type { ApiPorts } from './context.ts';

/** The longest side, in pixels. */
const side = 256;
const quality = 78;
/** Pictures that one process makes smaller at a time, for all who ask. */
const mostAtOnce = 4;
/** How long the address of one is good for. */
const urlSeconds = 3600;

/** A picture, and where its small copy is to be. What a picture's address names never changes, nor does the copy. */
export interface Pictured {
  readonly uri: string;
  /** The folder that the copy is in. */
  readonly folder: string;
  readonly thumbnail: string;
}

type Copy = Omit<Pictured, 'uri'>;

const copyIn = (folder: string, name: string): Copy => ({ folder, thumbnail: `${folder}${name}.jpg` });

/** Of an image that the job of this digest made. */
export const imageThumbnail = (run: RunReference, digest: string, id: string): Copy =>
  copyIn(jobThumbnailsPrefix(run, digest), id);

export const photoThumbnail = (run: RunReference, upload: string, { id }: Pick<AcceptedPhoto, 'id'>): Copy =>
  copyIn(photoThumbnailsPrefix(run, upload), id);

export const galleryThumbnail = (of: TenantReference, id: string): Copy => copyIn(galleryThumbnailsPrefix(of, id), id);

/**
 * Addresses of small copies, which are made where they are not there yet; null where there is no picture, or none that
 * can be read.
 */
export async function thumbnailUrls(
  { objects, transfers }: Pick<ApiPorts, 'objects' | 'transfers'>,
  pictures: readonly Pictured[],
): Promise<(string | null)[]> {
  const folders = [...new Set(pictures.map(({ folder }) => folder))];
  const kept = await Promise.all(folders.map((folder) => objects.list(folder)));
  const there = new Set(kept.flat().map(({ uri }) => uri));
  const urlOf = async (picture: Pictured): Promise<string | null> => {
    const { thumbnail: uri } = picture;
    if (!there.has(uri) && (await thumbnailOf(objects, picture)) === null) return null;
    return transfers.downloadUrl({ uri, seconds: urlSeconds, contentType: 'image/jpeg' });
  };
  const urls: (string | null)[] = [];
  for await (const url of inOrder(pictures, 2 * mostAtOnce, urlOf)) urls.push(url);
  return urls;
}

const underWay = new Map<string, Promise<Uint8Array | null>>();

/** Makes the small copy and keeps it; whoever asks for the same one meanwhile gets it too. */
export function thumbnailOf(objects: ObjectStore, picture: Pictured): Promise<Uint8Array | null> {
  const { thumbnail } = picture;
  const making = underWay.get(thumbnail) ?? made(objects, picture).finally(() => underWay.delete(thumbnail));
  underWay.set(thumbnail, making);
  return making;
}

async function made(objects: ObjectStore, { uri, thumbnail }: Pictured): Promise<Uint8Array | null> {
  return inTurn(async () => {
    const small = await smaller(objects, uri);
    if (small !== null) await objects.put(thumbnail, small, 'image/jpeg');
    return small;
  });
}

async function smaller(objects: ObjectStore, uri: string): Promise<Uint8Array | null> {
  const bytes = await orNone(objects, uri);
  if (bytes === null) return null;
  const image = sharp(bytes).resize(side, side, { fit: 'inside', withoutEnlargement: true });
  return image
    .jpeg({ quality })
    .toBuffer()
    .catch(() => null);
}

/** An object's bytes; null where there is none. */
export async function orNone(objects: ObjectStore, uri: string): Promise<Uint8Array | null> {
  try {
    return await objects.get(uri);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ObjectNotFound') return null;
    throw error;
  }
}

let working = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working === mostAtOnce) await new Promise<void>((begin) => waiting.push(begin));
  else working += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) working -= 1;
    else next();
  }
}
