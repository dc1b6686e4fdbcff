/** What is known of a stored object without reading it. */
export interface ObjectEntry {
  /** `s3://bucket/key` */
  readonly uri: string;
  readonly size: number;
}

/** One version of an object that is about to go. */
export interface PurgedObject extends ObjectEntry {
  /** Of its content, in hexadecimal; null where that has more bytes than `largestDigested`. */
  readonly sha256: string | null;
}

/** In bytes: reading what is larger takes longer than a deletion should. */
export const largestDigested = 256 * 1024 * 1024;

/**
 * Immutable blobs under `s3://bucket/key` addresses: S3 in the cloud, a folder on one machine.
 * A put is atomic: a reader sees the whole object or none.
 */
export interface ObjectStore {
  /** @throws ServiceError `ObjectNotFound` */
  get(uri: string): Promise<Uint8Array>;
  put(uri: string, body: Uint8Array | string, contentType?: string): Promise<void>;
  /** Puts only where nothing is yet (S3 `If-None-Match: *`); false when an object was there. */
  putIfAbsent(uri: string, body: Uint8Array | string, contentType?: string): Promise<boolean>;
  head(uri: string): Promise<ObjectEntry | undefined>;
  /** Every object whose address starts with `prefix`, in the byte order of their keys. */
  list(prefix: string): Promise<ObjectEntry[]>;
  /** @throws ServiceError `ObjectNotFound` */
  copy(from: string, to: string): Promise<void>;
  /** No error when nothing is there. */
  delete(uri: string): Promise<void>;
  /**
   * Deletes for good, in every version that the store holds: one object, or, of an address that ends in `/`, all under it.
   * What goes is told before it does, at most 1,000 versions at a time, and stays where telling fails: so whatever was told
   * is complete, whenever this breaks off. What is put meanwhile may stay.
   * @throws ServiceError `Internal` for the address of a whole bucket
   */
  purge(at: string, tell: (going: readonly PurgedObject[]) => Promise<void>): Promise<void>;
}
