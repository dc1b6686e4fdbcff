import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { sha256 } from '../domain/digest.ts';
import { InputError } from '../domain/errors.ts';
import { photoLimits } from '../domain/upload.ts';
import { errorCode } from './disk.ts';

/**
 * Size and SHA-256 of a file that a user named so.
 * @throws InputError `PhotoTooLarge`, `PhotoUnreadable`
 */
export async function digestOfPhoto(
  path: string,
  name: string,
): Promise<{ readonly size: number; readonly sha256: string }> {
  try {
    const { size } = await stat(path);
    if (size > photoLimits.bytes) throw tooLarge(name, size);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return { size, sha256: hash.digest('hex') };
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(name, error);
  }
}

/**
 * The bytes of a file that was hashed before.
 * @throws InputError `PhotoUnreadable`, also where it changed since
 */
export async function readUnchanged(path: string, name: string, expected: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  if (sha256(bytes) === expected) return bytes;
  throw new InputError(
    'PhotoUnreadable',
    `"${name}" (or its mask) changed while it was read. Wait until it is copied, then try again.`,
  );
}

const tooLarge = (name: string, size: number): InputError =>
  new InputError(
    'PhotoTooLarge',
    `"${name}" has ${Math.ceil(size / 1e6)} MB and at most ${photoLimits.bytes / 1e6} are taken. Export it as JPEG, or take it out of the folder.`,
  );

function unreadable(name: string, cause: unknown): InputError {
  const denied = ['EACCES', 'EPERM'].includes(errorCode(cause) ?? '');
  const why = denied ? 'you may not read it: change its permissions' : 'reading it fails: copy it again';
  return new InputError('PhotoUnreadable', `"${name}" can't be read; ${why}, or take it out of the folder.`, { cause });
}
