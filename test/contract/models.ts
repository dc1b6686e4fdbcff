import { canonicalJson, type Json } from '../../lib/domain/digest.ts';
import type { RecordItem, RecordKey } from '../../lib/ports/records.ts';

/** What every object store must do, in as few lines as possible. */
export class ObjectsModel {
  readonly objects = new Map<string, string>();

  list(prefix: string): string[] {
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    return [...this.objects.keys()].filter((uri) => uri.startsWith(prefix)).sort(byBytes);
  }
}

/** What every table must do, in as few lines as possible. */
export class RecordsModel {
  readonly items = new Map<string, RecordItem>();

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

  update(
    key: RecordKey,
    changes: { [member: string]: Json },
    expected: { [member: string]: Json | undefined },
  ): boolean {
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
      .sort((a, b) => Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk)));
  }

  delete(key: RecordKey): void {
    this.items.delete(RecordsModel.name(key));
  }
}
