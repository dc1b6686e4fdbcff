import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { errorCode, writeFailure } from './disk.ts';

const algorithm = 'RS256';

const publicKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  alg: z.literal(algorithm),
  use: z.literal('sig'),
  n: z.string(),
  e: z.string(),
});
const part = z.string().min(1);
const privateKey = publicKey.extend({ d: part, p: part, q: part, dp: part, dq: part, qi: part });
/** `until` is when the last token that the key signed has expired, in ISO 8601. */
const retiredKeys = z.array(z.object({ key: publicKey, until: z.string() }));

export type PublicKey = z.infer<typeof publicKey>;
export type PrivateKey = z.infer<typeof privateKey>;

/** The keys that an issuer signs with, as JWKs in a folder that any number of processes share. */
export interface IssuerKeys {
  /** The key that signs now. */
  current(): Promise<PrivateKey>;
  /** The keys whose tokens may still hold; the one that signs now is the first. The same array as long as they are the same. */
  published(): Promise<PublicKey[]>;
  /** Signs with a new key from now on. What the old one signed holds for as long as it would have. */
  rotate(): Promise<void>;
}

/**
 * The keys in `folder`, of which there is one at least: who comes first makes it, and all that start together agree.
 * @param longest how long a token may last, in seconds
 * @throws InputError `DiskFull`; `SetupIncomplete` where a file is damaged, or the folder can't be used
 */
export async function issuerKeys(folder: string, longest: number, clock: Clock): Promise<IssuerKeys> {
  const file = join(folder, 'key.json');
  const retiredFile = join(folder, 'retired.json');

  const current = () => read(file, privateKey);

  /** Those that were replaced and may have signed a token that holds. */
  async function retired(): Promise<z.infer<typeof retiredKeys>> {
    const now = clock.now();
    return (await readIfThere(retiredFile, retiredKeys))?.filter(({ until }) => until > now) ?? [];
  }

  /** What every request is verified by, and so is read anew only where a file is another one, or a key's time is over. */
  let last: { readonly marks: string; readonly until: string; readonly keys: PublicKey[] } | undefined;

  async function readPublished(): Promise<Omit<NonNullable<typeof last>, 'marks'>> {
    // In this order: a rotation in between puts the key of before among those read second.
    const signing = publicKey.parse(await current());
    const before = (await retired()).filter(({ key }) => key.kid !== signing.kid);
    const until = before.map((one) => one.until).toSorted()[0] ?? forever;
    return { until, keys: [signing, ...before.map(({ key }) => key)] };
  }

  if ((await readIfThere(file, privateKey)) === undefined) await write(file, await makeKey(), link);

  return {
    current,

    async published() {
      // Before reading: what is written meanwhile is another file the next time.
      const marks = `${markOf(file)} ${markOf(retiredFile)}`;
      if (last?.marks !== marks || last.until <= clock.now()) last = { marks, ...(await readPublished()) };
      return last.keys;
    },

    async rotate() {
      const key = publicKey.parse(await current());
      const until = new Date(Date.parse(clock.now()) + longest * 1000).toISOString();
      const others = (await retired()).filter((other) => other.key.kid !== key.kid);
      await write(retiredFile, [...others, { key, until }], rename);
      await write(file, await makeKey(), rename);
    },
  };
}

/** After every time there is. */
const forever = '9999';

/** Another for another file of that name, and for one that was written to. */
function markOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}

async function makeKey(): Promise<PrivateKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const key = await exportJWK(pair.privateKey);
  return privateKey.parse({ ...key, kid: await calculateJwkThumbprint(key), alg: algorithm, use: 'sig' });
}

async function read<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  const found = await readIfThere(file, shape);
  if (found === undefined) throw unusable(file, 'is gone. Start again, and a new key is made', undefined);
  return found;
}

async function readIfThere<T>(file: string, shape: z.ZodType<T>): Promise<T | undefined> {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return undefined;
    if (code !== undefined) throw unusable(file, `can't be read (${code})`, cause);
    throw unusable(file, 'is damaged. Delete it, and a new key is made: tokens from before are then refused', cause);
  }
}

/** Writes the whole file beside its place, for its owner's eyes alone; `place` gives it its name, unless that is taken. */
async function write(file: string, value: unknown, place: typeof link | typeof rename): Promise<void> {
  const temporary = `${file}.${process.pid}-${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${JSON.stringify(value)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    await place(temporary, file);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return;
    const failure = writeFailure(cause, dirname(file));
    throw failure === cause ? unusable(file, `can't be written (${errorCode(cause)})`, cause) : failure;
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const unusable = (file: string, fault: string, cause: unknown): InputError =>
  new InputError('SetupIncomplete', `${file}, which access tokens are signed by, ${fault}.`, { cause });
