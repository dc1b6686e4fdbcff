import type { Json } from '../domain/digest.ts';

/** The address of one record in the table. */
export interface RecordKey {
  /** Partition: `T#{tenant}`. */
  readonly pk: string;
  /** Sort key: `RUN#{ulid}` and so on. */
  readonly sk: string;
}

/** A record: its key, and JSON members. Members that are `undefined` are not written. */
export type RecordItem = RecordKey & { readonly [member: string]: Json | undefined };

/** The one table (DynamoDB in the cloud, SQLite on one machine). Reads are strongly consistent. */
export interface Records {
  get(key: RecordKey): Promise<RecordItem | undefined>;
  /** Writes a new record; false when the key is taken. */
  create(item: RecordItem): Promise<boolean>;
  /**
   * Sets members of an existing record, provided every member named in `expected` has exactly that
   * value (`undefined`: is absent). False when the record is missing or a condition fails.
   */
  update(
    key: RecordKey,
    changes: { [member: string]: Json },
    expected?: { [member: string]: Json | undefined },
  ): Promise<boolean>;
  /** Records of one partition whose sort key starts with `skPrefix`, in sort-key order. */
  query(pk: string, skPrefix: string): Promise<RecordItem[]>;
  /** No error when nothing is there. */
  delete(key: RecordKey): Promise<void>;
}
