import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { LikenessApiError } from './error.ts';
import { type Photo, type PhotoRole, requireImageType } from './images.ts';

export interface FileOptions {
  readonly role?: PhotoRole;
  /** The path of the mask: a PNG of the photo's size, white where the thing is. */
  readonly mask?: string;
}

/**
 * A photo of a file, which is read when it is sent and not before.
 * @throws LikenessApiError `PhotoUnreadable`; `PhotoNotAnImage` for what is no JPEG, PNG or WebP by its first bytes
 */
export async function photoFromFile(path: string, { role, mask }: FileOptions = {}): Promise<Photo> {
  const body = await open(path);
  const type = await requireImageType(body, path);
  const ofMask = mask === undefined ? undefined : await open(mask);
  return { name: basename(path), type, bytes: body.size, body, ...(role && { role }), ...(ofMask && { mask: ofMask }) };
}

async function open(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (cause) {
    const detail = `${path} can't be read. Is it there, and a file?`;
    throw new LikenessApiError({ code: 'PhotoUnreadable', status: null, fault: 'user', detail }, { cause });
  }
}
