import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pageStatement, removeExpired } from '../../lib/local/record-pages.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import type { PageRequest } from '../../lib/ports/records.ts';

describe('the table in a SQLite file', () => {
  let folder: string;
  let path: string;
  let records: SqliteRecords;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-records-'));
    path = join(folder, 'records.db');
    records = sqliteRecords(path);
  });
  afterEach(async () => {
    records.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What SQLite does for a statement, a line a step. */
  function planOf(sql: string, values: readonly (string | number | Uint8Array)[]): string[] {
    const database = new DatabaseSync(path, { readOnly: true });
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    database.close();
    return steps.map(({ detail }) => String(detail));
  }

  const position = { pk: 'T#t', sk: 'RUN#2', gsi1pk: 'T#t#queued', gsi1sk: 'RUN#2' };
  const questions = ([undefined, 'GSI1'] as const).flatMap((index) =>
    [false, true].flatMap((newestFirst) =>
      ['', 'RUN#'].flatMap((skPrefix) =>
        [undefined, position].map((start) => ({ index, newestFirst, skPrefix, start })),
      ),
    ),
  );

  test.each(questions)('reads one range of one index for a page: %j', ({ start, ...asked }) => {
    const request: PageRequest = { ...asked, pk: 'T#t', limit: 10 };
    const { sql, values } = pageStatement(request, start);
    // One step: with another one it would sort, or go through more than the range.
    expect(planOf(sql, values)).toEqual([
      asked.index === undefined
        ? 'SEARCH records USING PRIMARY KEY (pk=? AND sk>? AND sk<?)'
        : 'SEARCH records USING INDEX records_gsi1 (<expr>=? AND <expr>>? AND <expr><?)',
    ]);
  });

  test('finds what expired by an index', () => {
    expect(planOf(removeExpired, [0])).toEqual(['SEARCH records USING INDEX records_expiry (<expr><?)']);
  });

  test('removes what expired, and nothing else', async () => {
    const at = (sk: string, expiresAt?: number) => records.create({ pk: 'T#t', sk, expiresAt });
    await Promise.all([at('past', 999), at('now', 1000), at('later', 1001), at('never'), at('also past', -5)]);
    expect(records.removeExpired(1000)).toBe(2);
    expect((await records.query('T#t', '')).map(({ sk }) => sk)).toEqual(['later', 'never', 'now']);
    expect(records.removeExpired(1000)).toBe(0);
    expect(records.removeExpired(1000.5)).toBe(1);
  });

  test('takes the indexes up in a file that is older than they are', async () => {
    await records.create({ pk: 'T#t', sk: 'RUN#1', gsi1pk: 'T#t#queued', gsi1sk: 'RUN#1', expiresAt: 5 });
    records.close();
    const database = new DatabaseSync(path);
    database.exec('DROP INDEX records_gsi1; DROP INDEX records_expiry');
    database.close();
    records = sqliteRecords(path);
    const { items } = await records.page({ pk: 'T#t#queued', skPrefix: '', index: 'GSI1', limit: 1 });
    expect(items.map(({ sk }) => sk)).toEqual(['RUN#1']);
    expect(records.removeExpired(6)).toBe(1);
  });
});
