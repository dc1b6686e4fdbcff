import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../domain/errors.ts';
import { errorCode, writeFailure } from './disk.ts';

const secretBytes = 32;

/**
 * The 32 random bytes in the file at `path`, which only this account may read. The first call makes the file, in a
 * folder that is there; of any number of processes that call at once, all get the same bytes.
 * @throws InputError `SetupIncomplete` where the file is something else, `DiskFull`
 */
export async function installationSecret(path: string): Promise<Uint8Array> {
  const secret = (await read(path)) ?? (await make(path));
  if (secret.byteLength === secretBytes) return secret;
  const message = `${path} is no secret of ${secretBytes} bytes. Remove it: another is made, and addresses that were given out before end.`;
  throw new InputError('SetupIncomplete', message);
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Linking fails where the name is taken, so that one process's bytes win and nobody reads half of them. */
async function make(path: string): Promise<Uint8Array> {
  const temporary = `${path}.${process.pid}-${randomUUID()}`;
  try {
    await writeFile(temporary, randomBytes(secretBytes), { flag: 'wx', mode: 0o600, flush: true });
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw writeFailure(error, dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(path);
}
