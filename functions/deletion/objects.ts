import { parseAddress } from '../../lib/ports/addresses.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import type { Ledger } from './ledger.ts';

/** Deletes what is at an address, or under one that ends in `/`, once the ledger has it. */
export const purge = (objects: ObjectStore, at: string, ledger: Ledger): Promise<void> =>
  objects.purge(at, (going) =>
    ledger.note(going.map(({ uri, size, sha256 }) => ({ key: parseAddress(uri).key, bytes: size, sha256 }))),
  );
