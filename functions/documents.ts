import { type Json, sha256 } from '../lib/domain/digest.ts';
import type { ObjectStore } from '../lib/ports/index.ts';

/** Small JSON objects in the store. */
export async function readJson<T>(objects: ObjectStore, uri: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await objects.get(uri))) as T;
}

/** What `read` makes of the object; null where there is none. */
export async function readIfThere<T>(
  objects: ObjectStore,
  uri: string,
  read: (value: unknown) => T,
): Promise<T | null> {
  return (await objects.head(uri)) === undefined ? null : read(await readJson(objects, uri));
}

/** Writes the value and says its digest. */
export async function writeJson(objects: ObjectStore, uri: string, value: Json): Promise<string> {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  await objects.put(uri, text, 'application/json');
  return sha256(text);
}
