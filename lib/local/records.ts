import { dirname } from 'node:path';
import { canonicalJson, type Json } from '../domain/digest.ts';
import { checkChanges, checkItem } from '../ports/members.ts';
import type { RecordItem, RecordKey, Records } from '../ports/records.ts';
import { openDatabase, transaction } from './database.ts';

/** The table of one machine, in a SQLite file. */
export interface SqliteRecords extends Records {
  /** Closes the file. Nothing is lost without it. */
  close(): void;
}

const schema = `CREATE TABLE IF NOT EXISTS records (
  pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (pk, sk)
) STRICT, WITHOUT ROWID`;

/** Equal JSON; `undefined` equals only itself. */
function same(actual: Json | undefined, expected: Json | undefined): boolean {
  if (actual === undefined || expected === undefined) return actual === expected;
  return canonicalJson(actual) === canonicalJson(expected);
}

const member = (item: RecordItem, name: string): Json | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

/** Opens the table in the file at `path`, which several processes may have open. */
export function sqliteRecords(path: string): SqliteRecords {
  const database = openDatabase(path, schema);
  const folder = dirname(path);
  const select = database.prepare('SELECT item FROM records WHERE pk = ? AND sk = ?');
  const insert = database.prepare('INSERT INTO records (pk, sk, item) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const rewrite = database.prepare('UPDATE records SET item = ? WHERE pk = ? AND sk = ?');
  const remove = database.prepare('DELETE FROM records WHERE pk = ? AND sk = ?');
  // Text compares byte by byte, so the keys that start with a prefix follow it without a gap.
  const from = database.prepare('SELECT sk, item FROM records WHERE pk = ? AND sk >= ? ORDER BY sk');

  function read(key: RecordKey): RecordItem | undefined {
    const row = select.get(key.pk, key.sk);
    return row === undefined ? undefined : (JSON.parse(String(row.item)) as RecordItem);
  }

  return {
    async get(key) {
      return read(key);
    },

    async create(item) {
      checkItem(item);
      const text = JSON.stringify(item);
      return transaction(database, folder, () => insert.run(item.pk, item.sk, text).changes === 1);
    },

    async update(key, changes, expected = {}) {
      checkChanges(key, changes);
      return transaction(database, folder, () => {
        const item = read(key);
        if (item === undefined) return false;
        if (!Object.entries(expected).every(([name, value]) => same(member(item, name), value))) return false;
        rewrite.run(JSON.stringify({ ...item, ...changes }), key.pk, key.sk);
        return true;
      });
    },

    async query(pk, skPrefix) {
      const items: RecordItem[] = [];
      for (const row of from.iterate(pk, skPrefix)) {
        if (!String(row.sk).startsWith(skPrefix)) break;
        items.push(JSON.parse(String(row.item)) as RecordItem);
      }
      return items;
    },

    async delete(key) {
      transaction(database, folder, () => remove.run(key.pk, key.sk));
    },

    close: () => database.close(),
  };
}
