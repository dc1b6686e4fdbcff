/** `append`: writes records for ever and prints each sort key once it is acknowledged. `count`: adds 100 to one counter. */
import { writeSync } from 'node:fs';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';

const [, , role, path = '', name = ''] = process.argv;
const records = sqliteRecords(path);

async function append(): Promise<void> {
  for (let index = 0; ; index += 1) {
    const sk = `${name}#${String(index).padStart(6, '0')}`;
    if (await records.create({ pk: 'T#t', sk })) writeSync(1, `${sk}\n`);
  }
}

async function increment(table: SqliteRecords): Promise<boolean> {
  const key = { pk: 'T#t', sk: 'counter' };
  await table.create({ ...key, count: 0 });
  const count = Number((await table.get(key))?.count);
  return table.update(key, { count: count + 1, by: name }, { count });
}

async function count(): Promise<void> {
  for (let done = 0; done < 100; ) if (await increment(records)) done += 1;
}

await (role === 'append' ? append() : count());
