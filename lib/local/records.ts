import { dirname } from 'node:path';
import { checkWrites, keyOf } from '../ports/members.ts';
import { pageOf, pageStart } from '../ports/pages.ts';
import type { RecordItem, RecordKey, Records, Write } from '../ports/records.ts';
import { openDatabase, transaction } from './database.ts';
import { pageStatement, recordIndexes, removeExpired } from './record-pages.ts';
import { outcomeOf } from './record-writes.ts';

/** The table of one machine, in a SQLite file. */
export interface SqliteRecords extends Records {
  /** Removes the records whose `expiresAt` is before `now`, in seconds since 1970, and says how many they were. */
  removeExpired(now: number): number;
  /** Closes the file. Nothing is lost without it. */
  close(): void;
}

const schema = `CREATE TABLE IF NOT EXISTS records (
  pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (pk, sk)
) STRICT, WITHOUT ROWID;${recordIndexes}`;

/** Opens the table in the file at `path`, which several processes may have open. */
export function sqliteRecords(path: string): SqliteRecords {
  const database = openDatabase(path, schema);
  const folder = dirname(path);
  const select = database.prepare('SELECT item FROM records WHERE pk = ? AND sk = ?');
  const put = database.prepare(
    'INSERT INTO records (pk, sk, item) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET item = excluded.item',
  );
  const remove = database.prepare('DELETE FROM records WHERE pk = ? AND sk = ?');
  const expire = database.prepare(removeExpired);
  // Text compares byte by byte, so the keys that start with a prefix follow it without a gap.
  const from = database.prepare('SELECT sk, item FROM records WHERE pk = ? AND sk >= ? ORDER BY sk');

  function read(key: RecordKey): RecordItem | undefined {
    const row = select.get(key.pk, key.sk);
    return row === undefined ? undefined : itemOf(row);
  }

  async function transact(writes: readonly Write[]): Promise<boolean> {
    checkWrites(writes);
    return transaction(database, folder, () => {
      // Their keys are distinct, so that no write sees another's outcome.
      const outcomes = writes.map((write) => ({ ...keyOf(write), after: outcomeOf(write, read(keyOf(write))) }));
      if (outcomes.some(({ after }) => after === 'failed')) return false;
      for (const { pk, sk, after } of outcomes) {
        if (after === 'nothing') remove.run(pk, sk);
        else put.run(pk, sk, JSON.stringify(after));
      }
      return true;
    });
  }

  return {
    async get(key) {
      return read(key);
    },

    transact,

    create: (item) => transact([{ create: item }]),

    update: (key, changes, expected) => transact([{ update: key, changes, expected }]),

    async query(pk, skPrefix) {
      const items: RecordItem[] = [];
      for (const row of from.iterate(pk, skPrefix)) {
        if (!String(row.sk).startsWith(skPrefix)) break;
        items.push(itemOf(row));
      }
      return items;
    },

    async page(request) {
      const { sql, values } = pageStatement(request, pageStart(request));
      return pageOf(
        request,
        database
          .prepare(sql)
          .all(...values)
          .map(itemOf),
      );
    },

    async delete(key) {
      await transact([{ remove: key }]);
    },

    removeExpired: (now) => transaction(database, folder, () => Number(expire.run(now).changes)),

    close: () => database.close(),
  };
}

const itemOf = (row: Record<string, unknown>): RecordItem => JSON.parse(String(row.item)) as RecordItem;
