import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { PublicKey, Signer } from '../ports/signer.ts';
import { errorCode, writeFailure } from './disk.ts';

const algorithm = 'EdDSA';

const publicShape = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  alg: z.literal(algorithm),
  use: z.literal('sig'),
  x: z.string(),
});
const keyShape = publicShape.extend({ d: z.string().min(1) });
type Key = z.infer<typeof keyShape>;

/**
 * Signs with the Ed25519 key in the file at `path`, which is made where there is none and which only this account may read.
 * Of any number of processes that come first at once, all have the same key. Without the file nobody can verify what was
 * signed, so it is never replaced.
 * @throws InputError `SetupIncomplete` where the file is damaged or can't be used, `DiskFull`
 */
export async function receiptSigner(path: string): Promise<Signer> {
  const key = (await read(path)) ?? (await make(path));
  const secret = await importJWK(key, algorithm);
  return {
    sign: (text) =>
      new CompactSign(new TextEncoder().encode(text)).setProtectedHeader({ alg: algorithm, kid: key.kid }).sign(secret),
    keys: async () => ({ keys: [publicShape.parse(key) satisfies PublicKey] }),
  };
}

async function read(path: string): Promise<Key | undefined> {
  try {
    return keyShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return undefined;
    if (code !== undefined) throw unusable(path, `can't be read (${code})`, cause);
    throw unusable(
      path,
      'is damaged. Bring it back from a backup, or receipts from before can be verified no more',
      cause,
    );
  }
}

/** Linking fails where the name is taken, so that one process's key wins and nobody reads half of it. */
async function make(path: string): Promise<Key> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const made = keyShape.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' });
  const temporary = `${path}.${process.pid}-${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(made)}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await link(temporary, path);
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') {
      const failure = writeFailure(cause, dirname(path));
      throw failure === cause ? unusable(path, `can't be written (${errorCode(cause)})`, cause) : failure;
    }
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  const key = await read(path);
  if (key === undefined) throw unusable(path, 'is gone. Start again', undefined);
  return key;
}

const unusable = (path: string, fault: string, cause: unknown): InputError =>
  new InputError('SetupIncomplete', `${path}, which receipts are signed by, ${fault}.`, { cause });
