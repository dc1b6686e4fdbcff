import fc from 'fast-check';
import { digestOf } from '../../lib/domain/digest.ts';
import type { PageRequest, RecordItem, Records } from '../../lib/ports/records.ts';
import { RecordsModel } from './models.ts';
import { freshPartition, plain, sortKey } from './record-values.ts';

/** What both homes must do alike with lists in pages. `runs` is the number of random lists. */
export function pagesContract(records: () => Records, runs: number): void {
  /** The pages of a list, one after another. */
  async function pagesOf(request: PageRequest): Promise<RecordItem[][]> {
    const pages: RecordItem[][] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await records().page({ ...request, after });
      pages.push(items);
      if (next === null) return pages;
      after = next;
    }
  }
  const keysOf = (pages: RecordItem[][]): string[][] => pages.map((items) => items.map(({ sk }) => sk));
  const fill = (pk: string, keys: readonly string[], members: (sk: string) => Record<string, string> = () => ({})) =>
    Promise.all(keys.map((sk) => records().create({ pk, sk, ...members(sk) })));

  test('pages the records of a partition from either end, and ends with the last', async () => {
    const pk = freshPartition();
    await fill(pk, ['RUN#1', 'RUN#1#STAGE#1', 'RUN#2', 'RUN#3', 'RUO', 'A']);
    await fill(freshPartition(), ['RUN#1', 'RUN#9']);
    const pages = async (limit: number, newestFirst?: boolean) =>
      keysOf(await pagesOf({ pk, skPrefix: 'RUN#', limit, newestFirst }));
    expect(await pages(2)).toEqual([
      ['RUN#1', 'RUN#1#STAGE#1'],
      ['RUN#2', 'RUN#3'],
    ]);
    expect(await pages(3, true)).toEqual([['RUN#3', 'RUN#2', 'RUN#1#STAGE#1'], ['RUN#1']]);
    expect(await pages(1000)).toEqual([['RUN#1', 'RUN#1#STAGE#1', 'RUN#2', 'RUN#3']]);
    expect(keysOf(await pagesOf({ pk, skPrefix: 'SUBJECT#', limit: 2 }))).toEqual([[]]);
    expect(keysOf(await pagesOf({ pk, skPrefix: 'RUN#2', limit: 1 }))).toEqual([['RUN#2']]);
  });

  test('pages the index, which has only records that name both of its members', async () => {
    const pk = freshPartition();
    await fill(pk, ['RUN#1', 'RUN#2', 'RUN#3'], (gsi1sk) => ({ gsi1pk: `${pk}#queued`, gsi1sk }));
    await fill(pk, ['RUN#4'], () => ({ gsi1pk: `${pk}#queued` }));
    await fill(pk, ['RUN#5'], (gsi1sk) => ({ gsi1sk }));
    const queued = async (skPrefix = 'RUN#') =>
      keysOf(await pagesOf({ pk: `${pk}#queued`, skPrefix, index: 'GSI1', limit: 2, newestFirst: true }));
    expect(await queued()).toEqual([['RUN#3', 'RUN#2'], ['RUN#1']]);
    await records().update({ pk, sk: 'RUN#2' }, { gsi1pk: `${pk}#training` });
    await records().transact([
      { add: { pk, sk: 'RUN#6' }, amounts: { n: 1 }, set: { gsi1pk: `${pk}#queued`, gsi1sk: 'X' } },
    ]);
    expect(await queued()).toEqual([['RUN#3', 'RUN#1']]);
    expect(await queued('')).toEqual([['RUN#6', 'RUN#3'], ['RUN#1']]);
  });

  test('has each record of one place in the index in exactly one page', async () => {
    const [one, other] = [freshPartition(), freshPartition()];
    for (const pk of [one, other]) await fill(pk, ['A', 'B', 'C', 'D'], () => ({ gsi1pk: `${one}#x`, gsi1sk: 'same' }));
    for (const newestFirst of [false, true]) {
      const pages = await pagesOf({ pk: `${one}#x`, skPrefix: 's', index: 'GSI1', limit: 3, newestFirst });
      expect(pages.map((items) => items.length)).toEqual([3, 3, 2]);
      expect(new Set(pages.flat().map(({ pk, sk }) => `${pk} ${sk}`)).size).toBe(8);
    }
  });

  test('goes on where it was, whatever came and went meanwhile', async () => {
    const pk = freshPartition();
    await fill(pk, ['B', 'D', 'F', 'H']);
    const request = { pk, skPrefix: '', limit: 2 };
    const { next } = await records().page(request);
    await records().delete({ pk, sk: 'D' });
    await fill(pk, ['A', 'C', 'E']);
    const { items } = await records().page({ ...request, after: String(next) });
    expect(items.map(({ sk }) => sk)).toEqual(['E', 'F']);
  });

  test('fills a page, however many bytes it has', async () => {
    const pk = freshPartition();
    const keys = Array.from({ length: 8 }, (_, index) => `RUN#${index}`);
    await fill(pk, keys, () => ({ filler: 'x'.repeat(300_000) }));
    expect(keysOf(await pagesOf({ pk, skPrefix: 'RUN#', limit: 7 }))).toEqual([keys.slice(0, 7), keys.slice(7)]);
  });

  test('refuses the cursor of another list', async () => {
    const pk = freshPartition();
    await fill(pk, ['RUN#1', 'RUN#2'], (gsi1sk) => ({ gsi1pk: pk, gsi1sk }));
    const request: PageRequest = { pk, skPrefix: 'RUN#', limit: 1 };
    const { next } = await records().page(request);
    const others: PageRequest[] = [
      { ...request, pk: freshPartition() },
      { ...request, skPrefix: 'RUN' },
      { ...request, skPrefix: 'RUN#1' },
      { ...request, index: 'GSI1' },
      { ...request, newestFirst: true },
    ];
    for (const other of others) {
      const refused = records().page({ ...other, after: String(next) });
      await expect(refused).rejects.toMatchObject({ code: 'CursorInvalid', fault: 'user' });
    }
    expect((await records().page({ ...request, limit: 5, after: String(next) })).items).toHaveLength(1);
  });

  test.each([
    '',
    'x',
    'null',
    '{}',
    Buffer.from('null').toString('base64url'),
    Buffer.from('{"pk":1}').toString('base64url'),
  ])("refuses '%s' as a cursor", async (after) => {
    const refused = records().page({ pk: 'T#a', skPrefix: '', limit: 1, after });
    await expect(refused).rejects.toMatchObject({ code: 'CursorInvalid' });
  });

  test('refuses every cursor with another character in it', async () => {
    const pk = freshPartition();
    await fill(pk, ['RUN#1', 'RUN#2'], (gsi1sk) => ({ gsi1pk: pk, gsi1sk }));
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .'];
    for (const index of [undefined, 'GSI1'] as const) {
      const request = { pk, skPrefix: 'RUN#', limit: 1, index };
      const { next } = await records().page(request);
      const cursor = String(next);
      const law = fc.asyncProperty(fc.nat(cursor.length), fc.constantFrom('', ...alphabet), async (at, put) => {
        const after = cursor.slice(0, at) + put + cursor.slice(at + 1);
        fc.pre(after !== cursor);
        await expect(records().page({ ...request, after })).rejects.toMatchObject({ code: 'CursorInvalid' });
      });
      await fc.assert(law, { numRuns: 200 });
    }
  });

  test.each([
    ['in another partition', { pk: 'T#other', sk: 'RUN#1' }],
    ['under another prefix', { pk: 'T#a', sk: 'A' }],
    ['where no record can be', { pk: 'T#a', sk: `RUN#${'x'.repeat(1024)}` }],
  ])('refuses a well-made cursor to a place %s', async (_, position) => {
    const question = digestOf(['T#a', 'RUN#', null, false, position]).slice(0, 16);
    const after = Buffer.from(JSON.stringify({ ...position, question })).toString('base64url');
    const refused = records().page({ pk: 'T#a', skPrefix: 'RUN#', limit: 1, after });
    await expect(refused).rejects.toMatchObject({ code: 'CursorInvalid' });
  });

  test.each([0, -1, 1001, 1.5, Number.NaN])('refuses a limit of %s', async (limit) => {
    const refused = records().page({ pk: 'T#a', skPrefix: '', limit });
    await expect(refused).rejects.toMatchObject({ code: 'Internal' });
  });

  test('has in its pages what the model has in its list, whatever is there and asked', async () => {
    const prefix = fc.constantFrom('', 'RUN#', 'RUN#1', 'SUBJECT#', '\u{1F600}');
    const law = fc.asyncProperty(
      fc.uniqueArray(sortKey, { maxLength: 7 }),
      fc.array(fc.constantFrom('x', 'y', null), { minLength: 7, maxLength: 7 }),
      fc.record({ skPrefix: prefix, limit: fc.integer({ min: 1, max: 4 }), newestFirst: fc.boolean() }),
      fc.boolean(),
      async (keys, places, asked, byIndex) => {
        const pk = freshPartition();
        const model = new RecordsModel();
        for (const [number, sk] of keys.entries()) {
          const place = places[number];
          const item = { pk, sk, ...(typeof place === 'string' && { gsi1pk: `${pk}#${place}`, gsi1sk: sk }) };
          await records().create(item);
          model.create(item);
        }
        const request: PageRequest = byIndex ? { ...asked, pk: `${pk}#x`, index: 'GSI1' } : { ...asked, pk };
        const pages = await pagesOf(request);
        expect(plain(pages.flat())).toEqual(plain(model.list(request)));
        expect(pages.slice(0, -1).every((items) => items.length === asked.limit)).toBe(true);
        expect(pages.length).toBe(Math.max(1, Math.ceil(pages.flat().length / asked.limit)));
      },
    );
    await fc.assert(law, { numRuns: runs });
  });
}
