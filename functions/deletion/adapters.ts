import { z } from 'zod';
import { LikenessError, ServiceError } from '../../lib/domain/errors.ts';
import { decodeIndex } from '../../lib/domain/gallery.ts';
import {
  adapterName,
  adapterPointersPrefix,
  galleryIndexesPrefix,
  type SubjectReference,
  type TenantReference,
} from '../../lib/domain/keys.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import type { Ledger } from './ledger.ts';
import { purge } from './objects.ts';
import type { RemovalPorts } from './ports.ts';

const pointerShape = z.object({ digest: z.string() });

/** The adapters that pointers lead to: of a run that broke off there may be no record. */
export async function deployedAdapters(
  objects: ObjectStore,
  of: SubjectReference,
): Promise<{ readonly adapter: string; readonly digest: string }[]> {
  const pointers = await objects.list(adapterPointersPrefix(of));
  return Promise.all(
    pointers.map(async ({ uri }) => {
      const { digest } = pointerShape.parse(await readJson(objects, uri));
      return { adapter: adapterName(of, digest), digest };
    }),
  );
}

/** Takes adapters off the endpoint; their pointers are gone. False where it can't be done yet: ask again. */
export async function takeOff(
  { endpoints }: Pick<RemovalPorts, 'endpoints'>,
  names: readonly string[],
): Promise<boolean> {
  let off = true;
  for (const name of names) {
    try {
      await endpoints.remove(name);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'EndpointBusy') throw error;
      off = false;
    }
  }
  return off;
}

/** Deletes the vectors of gallery photos that these adapters made. A damaged index goes too: it is made of the photos anew. */
export async function purgeIndexes(
  objects: ObjectStore,
  of: TenantReference,
  ledger: Ledger,
  digests: ReadonlySet<string>,
): Promise<void> {
  for (const { uri } of await objects.list(galleryIndexesPrefix(of))) {
    const adapter = await adapterOfIndex(objects, uri);
    if (adapter === 'damaged' || (adapter !== null && digests.has(adapter))) await purge(objects, uri, ledger);
  }
}

async function adapterOfIndex(objects: ObjectStore, uri: string): Promise<string | null | 'damaged'> {
  try {
    return decodeIndex(uri, await objects.get(uri)).space.adapter;
  } catch (error) {
    if (error instanceof LikenessError && ['Internal', 'ObjectNotFound'].includes(error.code)) return 'damaged';
    throw error;
  }
}
