/** What is known of a stored object without reading it. */
export interface ObjectEntry {
  /** `s3://bucket/key` */
  readonly uri: string;
  readonly size: number;
}

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
}
