import fc from 'fast-check';
import type { RecordKey, Records, Write } from '../../lib/ports/records.ts';
import { RecordsModel } from './models.ts';
import { freshPartition, plain } from './record-values.ts';

const largest = Number.MAX_SAFE_INTEGER;
const counted = fc.constantFrom('count', 'size', 'a.b', 'constructor');
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(largest, -largest, -0) },
);
const limit = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, largest) },
);
const some = <T>(value: fc.Arbitrary<T>, least = 0) =>
  fc.dictionary(counted, value, { minKeys: least, maxKeys: 3, noNullPrototype: true });
const plainMembers = fc.dictionary(
  fc.constantFrom('status', 'toString'),
  fc.constantFrom<string | null>('a', 'b', null),
  {
    maxKeys: 2,
    noNullPrototype: true,
  },
);

/** A write to a record of its own in the partition, which is filled in later. */
const write: fc.Arbitrary<(key: RecordKey) => Write> = fc.oneof(
  fc.tuple(some(amount), plainMembers).map(([counts, members]) => {
    return (key: RecordKey): Write => ({ create: { ...counts, ...members, ...key } });
  }),
  fc.tuple(plainMembers, some(amount, 1), some(amount)).map(([members, counts, expected]) => {
    return (key: RecordKey): Write => ({ update: key, changes: { ...members, ...counts }, expected });
  }),
  fc.tuple(some(amount, 1), some(limit), plainMembers).map(([amounts, limits, set]) => {
    const atMost = Object.fromEntries(Object.entries(limits).filter(([name]) => Object.hasOwn(amounts, name)));
    return (key: RecordKey): Write => ({ add: key, amounts, atMost, set });
  }),
  fc.constant((key: RecordKey): Write => ({ remove: key })),
);
const sortKeys = ['A', 'B', 'C', 'D'];
const transaction = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...sortKeys), write), { maxLength: 4, selector: ([sk]) => sk })
  .map((writes) => (pk: string) => writes.map(([sk, make]) => make({ pk, sk })));

/** What both homes must do alike with several writes at once. `runs` is the number of random histories. */
export function transactionsContract(records: () => Records, runs: number): void {
  test('writes everything or nothing', async () => {
    const pk = freshPartition();
    const [run, usage, old] = ['RUN#1', 'USAGE#1', 'OLD#1'].map((sk) => ({ pk, sk })) as [
      RecordKey,
      RecordKey,
      RecordKey,
    ];
    await records().create({ ...old, status: 'old' });
    const writes: Write[] = [
      { create: { ...run, status: 'queued' } },
      { add: usage, amounts: { runs: 1, cost: 250_000 }, set: { day: '2026-01-31' } },
      { remove: old },
    ];
    expect(await records().transact(writes)).toBe(true);
    const after = [
      { ...run, status: 'queued' },
      { ...usage, runs: 1, cost: 250_000, day: '2026-01-31' },
    ];
    expect(await records().query(pk, '')).toEqual(after);
    expect(await records().transact([...writes].reverse())).toBe(false);
    expect(await records().query(pk, '')).toEqual(after);
  });

  test('adds from nothing, and no further than a limit', async () => {
    const key = { pk: freshPartition(), sk: 'USAGE#1' };
    const add = (count: number, atMost: number) =>
      records().transact([{ add: key, amounts: { count }, atMost: { count: atMost } }]);
    expect(await add(4, 3)).toBe(false);
    expect(await records().get(key)).toBeUndefined();
    expect(await add(3, 3)).toBe(true);
    expect(await add(1, 3)).toBe(false);
    expect(await add(-2, 3)).toBe(true);
    expect(await add(0, 0)).toBe(false);
    expect(await add(2, 3)).toBe(true);
    expect(await records().get(key)).toEqual({ ...key, count: 3 });
  });

  test('adds nothing to what is no number, and nothing that a number could not hold', async () => {
    const key = { pk: freshPartition(), sk: 'USAGE#1' };
    await records().create({ ...key, text: '1', none: null, most: largest, least: -largest });
    for (const member of ['text', 'none', 'most', 'least']) {
      const amounts = { [member]: member === 'least' ? -1 : 1 };
      expect(await records().transact([{ add: key, amounts }])).toBe(false);
    }
    expect(await records().transact([{ add: key, amounts: { most: -largest, least: largest } }])).toBe(true);
    expect(await records().get(key)).toEqual({ ...key, text: '1', none: null, most: 0, least: 0 });
  });

  test('lets exactly as much through as a limit allows when many add at once', async () => {
    const key = { pk: freshPartition(), sk: 'ADMITTED' };
    const admit = (index: number): Promise<boolean> =>
      records().transact([
        { add: key, amounts: { running: 1 }, atMost: { running: 10 } },
        { create: { pk: key.pk, sk: `RUN#${index}` } },
      ]);
    const admitted = await Promise.all(Array.from({ length: 24 }, (_, index) => admit(index)));
    expect(admitted.filter(Boolean)).toHaveLength(10);
    expect(await records().get(key)).toEqual({ ...key, running: 10 });
    expect(await records().query(key.pk, 'RUN#')).toHaveLength(10);
  });

  test('loses nothing on the way from one record to another', async () => {
    const pk = freshPartition();
    const of = (sk: string): RecordKey => ({ pk, sk });
    await records().transact(['A', 'B', 'C'].map((sk) => ({ add: of(sk), amounts: { credit: 10 } })));
    const pay = (from: string, to: string, credit: number) =>
      records().transact([
        { add: of(from), amounts: { credit: -credit } },
        { add: of(to), amounts: { credit }, atMost: { credit: 15 } },
      ]);
    const routes = [
      ['A', 'B', 4],
      ['B', 'C', 3],
      ['C', 'A', 2],
      ['B', 'A', 5],
    ] as const;
    const paid = await Promise.all([...routes, ...routes].map(([from, to, credit]) => pay(from, to, credit)));
    const credits = (await records().query(pk, '')).map(({ credit }) => Number(credit));
    expect(paid).toContain(true);
    expect(credits.reduce((sum, credit) => sum + credit, 0)).toBe(30);
    expect(Math.max(...credits)).toBeLessThanOrEqual(15);
  });

  test('takes a hundred writes, or none', async () => {
    const pk = freshPartition();
    const creations = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ create: { pk, sk: `RUN#${index}` } }));
    await expect(records().transact(creations(101))).rejects.toMatchObject({ code: 'Internal' });
    expect(await records().transact([])).toBe(true);
    expect(await records().query(pk, '')).toEqual([]);
    expect(await records().transact(creations(100))).toBe(true);
    expect(await records().query(pk, '')).toHaveLength(100);
  });

  test('refuses two writes to one record', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    const twice: Write[] = [{ create: key }, { remove: key }];
    await expect(records().transact(twice)).rejects.toMatchObject({ code: 'Internal' });
    expect(await records().get(key)).toBeUndefined();
  });

  const key = { pk: 'T#refused', sk: 'x' };
  test.each<[string, Write]>([
    ['a fraction', { add: key, amounts: { count: 0.5 } }],
    ['too large a number', { add: key, amounts: { count: 2 ** 53 } }],
    ['nothing', { add: key, amounts: {}, set: { status: 'x' } }],
    ['to the key', { add: key, amounts: { sk: 1 } }],
    ['to what is set', { add: key, amounts: { count: 1 }, set: { count: 2 } }],
    ['up to a limit below 0', { add: key, amounts: { count: 1 }, atMost: { count: -1 } }],
    ['up to a limit that is a fraction', { add: key, amounts: { count: 1 }, atMost: { count: 1.5 } }],
    ['with a limit of something else', { add: key, amounts: { count: 1 }, atMost: { size: 1 } }],
    ['to a member of the index', { add: key, amounts: { gsi1sk: 1 } }],
    ['where no record can be', { add: { pk: '', sk: 'x' }, amounts: { count: 1 } }],
  ])('refuses to add %s', async (_, addition) => {
    await expect(records().transact([addition])).rejects.toMatchObject({ code: 'Internal' });
    expect(await records().query('T#refused', '')).toEqual([]);
  });

  test('does as the model does over any history of transactions', async () => {
    const law = fc.asyncProperty(fc.array(transaction, { minLength: 1, maxLength: 12 }), async (transactions) => {
      const pk = freshPartition();
      const model = new RecordsModel();
      for (const make of transactions) {
        expect(await records().transact(make(pk))).toBe(model.transact(make(pk)));
        expect(plain(await records().query(pk, ''))).toEqual(plain(model.query(pk, '')));
      }
    });
    await fc.assert(law, { numRuns: runs });
  });
}
