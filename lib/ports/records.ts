import type { Json } from '../domain/digest.ts';

/** The address of one record in the table. */
export interface RecordKey {
  /** Partition: `T#{tenant}`. At most 2,048 bytes. */
  readonly pk: string;
  /** Sort key: `RUN#{ulid}` and so on. At most 1,024 bytes. */
  readonly sk: string;
}

/**
 * A record: its key, and JSON members. Members that are `undefined` are not written. Two have a meaning of their own:
 *
 * `gsi1pk` and `gsi1sk`, both texts, put the record into the index `GSI1`; it lacks records that lack either.
 *
 * `expiresAt`, in whole seconds since 1970, lets the table remove the record once that moment is past. It does so
 * in its own time (DynamoDB: within days), so readers that care compare `expiresAt` with the time themselves.
 */
export type RecordItem = RecordKey & { readonly [member: string]: Json | undefined };

/** Members of a record, by name. */
export type Members = { readonly [member: string]: Json };

/** What members must be: exactly that value, or absent where it is `undefined`. */
export type ExpectedMembers = { readonly [member: string]: Json | undefined };

/** Whole numbers from -(2^53 - 1) to 2^53 - 1, by the names of members. */
export type Amounts = { readonly [member: string]: number };

/** One change of one record. */
export type Write =
  /** A new record; fails when the key is taken. */
  | { readonly create: RecordItem }
  /** Sets members; fails when the record is missing, or a member is not what `expected` says. */
  | { readonly update: RecordKey; readonly changes: Members; readonly expected?: ExpectedMembers }
  /**
   * Adds to members that hold whole numbers, and sets those of `set` as they are. What is missing is made: the record,
   * and the member from 0. Fails when a sum would be more than its member's `atMost` (0 or more), or beyond +-(2^53 - 1),
   * or when there is something else than a number.
   */
  | { readonly add: RecordKey; readonly amounts: Amounts; readonly atMost?: Amounts; readonly set?: Members }
  /** Fails never, whether something was there or not. */
  | { readonly remove: RecordKey };

/** Which records of a partition, or of the index, and which of them first. */
export interface PageRequest {
  /** The partition; with `index`, what `gsi1pk` is. */
  readonly pk: string;
  /** What the sort key starts with; with `index`, what `gsi1sk` starts with. Empty: all. */
  readonly skPrefix: string;
  readonly index?: 'GSI1';
  /** At most so many records, from 1 to 1,000. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
  /** From the last sort key to the first. */
  readonly newestFirst?: boolean;
}

export interface Page {
  /** `limit` of them, or as many as are left. */
  readonly items: RecordItem[];
  /** A cursor, text without a meaning for who holds it, to ask for the page that follows; null when there is none. */
  readonly next: string | null;
}

/**
 * The one table (DynamoDB in the cloud, SQLite on one machine). Reads are strongly consistent, but for pages of the index.
 * Writes that no table could hold throw ServiceError `Internal`; writes that others kept from happening on DynamoDB,
 * time and again, `RecordConflict`: then nothing was written.
 */
export interface Records {
  get(key: RecordKey): Promise<RecordItem | undefined>;
  /** Writes a new record; false when the key is taken. */
  create(item: RecordItem): Promise<boolean>;
  /**
   * Sets members of an existing record, provided every member named in `expected` has exactly that
   * value (`undefined`: is absent). False when the record is missing or a condition fails.
   */
  update(key: RecordKey, changes: Members, expected?: ExpectedMembers): Promise<boolean>;
  /**
   * Makes every one of the writes, or none and false when one of them fails. Readers see all or nothing.
   * At most 100 writes, to distinct keys, of at most 4 MiB of JSON together. Several happen exactly once; an `add` alone
   * may happen twice on DynamoDB when an answer is lost on the way, so what counts goes beside another write.
   */
  transact(writes: readonly Write[]): Promise<boolean>;
  /** Records of one partition whose sort key starts with `skPrefix`, in sort-key order. */
  query(pk: string, skPrefix: string): Promise<RecordItem[]>;
  /**
   * One page of a partition's records in the order of their sort keys, or of the index's in the order of `gsi1sk`
   * (records of one `gsi1sk` in an order that is the table's own). Costs what the page costs, however large the table is.
   * A record that is there all the while is in exactly one of the pages; DynamoDB's index follows writes a moment later.
   * @throws InputError `CursorInvalid` when `after` is damaged, or comes from another partition, prefix, index or direction
   */
  page(request: PageRequest): Promise<Page>;
  /** No error when nothing is there. */
  delete(key: RecordKey): Promise<void>;
}
