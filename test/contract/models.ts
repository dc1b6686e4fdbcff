import { canonicalJson, type Json } from '../../lib/domain/digest.ts';
import type { ExpectedMembers, Members, PageRequest, RecordItem, RecordKey, Write } from '../../lib/ports/records.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What every object store must do, in as few lines as possible. */
export class ObjectsModel {
  readonly objects = new Map<string, string>();

  list(prefix: string): string[] {
    return [...this.objects.keys()].filter((uri) => uri.startsWith(prefix)).sort(byBytes);
  }
}

/** What every table must do, in as few lines as possible. */
export class RecordsModel {
  private items = new Map<string, RecordItem>();

  private static name(key: RecordKey): string {
    return JSON.stringify([key.pk, key.sk]);
  }

  get(key: RecordKey): RecordItem | undefined {
    return this.items.get(RecordsModel.name(key));
  }

  create(item: RecordItem): boolean {
    if (this.get(item)) return false;
    this.items.set(RecordsModel.name(item), item);
    return true;
  }

  update(key: RecordKey, changes: Members, expected: ExpectedMembers): boolean {
    const item = this.get(key);
    if (item === undefined) return false;
    const text = (value: Json | undefined) => (value === undefined ? 'absent' : canonicalJson(value));
    if (
      Object.keys(expected).some(
        (name) => text(Object.hasOwn(item, name) ? item[name] : undefined) !== text(expected[name]),
      )
    )
      return false;
    this.items.set(RecordsModel.name(key), { ...item, ...changes });
    return true;
  }

  query(pk: string, skPrefix: string): RecordItem[] {
    return [...this.items.values()]
      .filter((item) => item.pk === pk && item.sk.startsWith(skPrefix))
      .sort((a, b) => byBytes(a.sk, b.sk));
  }

  delete(key: RecordKey): void {
    this.items.delete(RecordsModel.name(key));
  }

  transact(writes: readonly Write[]): boolean {
    const before = new Map(this.items);
    if (writes.every((write) => this.write(write))) return true;
    this.items = before;
    return false;
  }

  private write(write: Write): boolean {
    if ('create' in write) return this.create(write.create);
    if ('update' in write) return this.update(write.update, write.changes, write.expected ?? {});
    if ('add' in write) return this.add(write);
    this.delete(write.remove);
    return true;
  }

  private add({ add: key, amounts, atMost = {}, set = {} }: Extract<Write, { add: RecordKey }>): boolean {
    const before: RecordItem = this.get(key) ?? { ...key };
    const largest = BigInt(Number.MAX_SAFE_INTEGER);
    const sums = new Map<string, number>();
    for (const [name, amount] of Object.entries(amounts)) {
      const held = Object.hasOwn(before, name) ? before[name] : 0;
      if (typeof held !== 'number') return false;
      const sum = BigInt(held) + BigInt(amount);
      const limit = new Map(Object.entries(atMost)).get(name);
      if (sum > largest || sum < -largest || (limit !== undefined && sum > BigInt(limit))) return false;
      sums.set(name, Number(sum));
    }
    this.items.set(RecordsModel.name(key), { ...before, ...set, ...Object.fromEntries(sums) });
    return true;
  }

  /** Everything that the pages of a list have together. Records of one `gsi1sk` are in no order that counts. */
  list({ pk, skPrefix, index, newestFirst }: Omit<PageRequest, 'limit'>): RecordItem[] {
    const [partition, sort] = index === undefined ? ['pk', 'sk'] : ['gsi1pk', 'gsi1sk'];
    const found = [...this.items.values()]
      .filter((item) => item[partition] === pk && String(item[sort] ?? '').startsWith(skPrefix) && item[sort])
      .sort((a, b) => byBytes(String(a[sort]), String(b[sort])));
    return newestFirst ? found.reverse() : found;
  }
}

/** What doing something once must be like, in as few lines as possible: what the key's record says, in seconds. */
export class IdempotencyModel {
  private record = { holder: -1, fingerprint: '', done: false, leaseUntil: 0, expiresAt: 0 };

  ask(number: number, fingerprint: string, now: number): string {
    const { holder, done, leaseUntil, expiresAt } = this.record;
    if (now < expiresAt) {
      if (this.record.fingerprint !== fingerprint) return 'IdempotencyKeyReused';
      if (done) return `repeated ${holder}`;
      if (now < leaseUntil) return 'RequestInProgress';
    }
    this.record = { holder: number, fingerprint, done: false, leaseUntil: now + 60, expiresAt: now + 86_400 };
    return 'begun';
  }

  end(number: number, now: number): string {
    if (this.record.holder !== number) return 'RequestInProgress';
    this.record = { ...this.record, done: true, expiresAt: now + 86_400 };
    return `done ${number}`;
  }

  fail(number: number, now: number): string {
    if (this.record.holder === number) this.record = { ...this.record, expiresAt: now };
    return 'failed';
  }
}
