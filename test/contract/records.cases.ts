import fc from 'fast-check';
import { recordLending } from '../../functions/accept/lent.ts';
import type { Json } from '../../lib/domain/digest.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { RecordItem, Records } from '../../lib/ports/records.ts';
import { RecordsModel } from './models.ts';
import { changes, freshPartition, members, name, plain, sortKey } from './record-values.ts';

type Step =
  | { kind: 'create'; sk: string; members: { [member: string]: Json } }
  | {
      kind: 'update';
      sk: string;
      changes: { [member: string]: Json };
      expected: { [member: string]: Json };
      held: string[];
    }
  | { kind: 'delete'; sk: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), sk: sortKey, members }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      sk: sortKey,
      changes,
      expected: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: members }),
      held: fc.uniqueArray(name, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), sk: sortKey }) },
);

/** What both homes must do alike. `runs` is the number of random histories. */
export function recordsContract(records: () => Records, runs: number): void {
  test('creates a record once only and returns it as it was written', async () => {
    const pk = freshPartition();
    const item: RecordItem = {
      pk,
      sk: 'RUN#1',
      status: 'queued',
      cost: 0.25,
      list: [1, null, { a: '' }],
      none: undefined,
    };
    expect(await records().create(item)).toBe(true);
    expect(await records().create({ pk, sk: 'RUN#1', status: 'other' })).toBe(false);
    expect(await records().get({ pk, sk: 'RUN#1' })).toEqual({
      pk,
      sk: 'RUN#1',
      status: 'queued',
      cost: 0.25,
      list: [1, null, { a: '' }],
    });
    expect(await records().get({ pk, sk: 'RUN#2' })).toBeUndefined();
  });

  test('does not update what does not exist', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    expect(await records().update(key, { status: 'x' })).toBe(false);
    expect(await records().update(key, { status: 'x' }, { status: undefined })).toBe(false);
    expect(await records().get(key)).toBeUndefined();
  });

  test('tells null from absent in what an update expects', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create({ ...key, empty: null });
    expect(await records().update(key, { step: 1 }, { empty: undefined })).toBe(false);
    expect(await records().update(key, { step: 2 }, { missing: null })).toBe(false);
    expect(await records().update(key, { step: 3 }, { empty: null, missing: undefined })).toBe(true);
    expect(await records().get(key)).toEqual({ ...key, empty: null, step: 3 });
  });

  test('keeps what the newest run says of a subject that lends its photos, and forgets at once what is withdrawn', async () => {
    const pk = freshPartition();
    const say = (run: string, lends: string | null): Promise<void> => {
      const of: RunReference = { bucket: 'b', tenant: pk.slice('T#'.length), subject: 'mug', run, upload: 'u' };
      return recordLending({ records: records(), clock: { now: () => 'now' } }, of, lends, 'mug');
    };
    const lent = async () => (await records().query(pk, 'SUBJECT#')).map(({ sk, lends, run }) => [sk, lends, run]);
    await say('2', 's3://b/2');
    expect(await lent()).toEqual([['SUBJECT#mug', 's3://b/2', '2']]);
    await say('1', null);
    expect(await lent()).toEqual([['SUBJECT#mug', null, '2']]);
    await say('1', 's3://b/1');
    expect(await lent()).toEqual([['SUBJECT#mug', null, '2']]);
    await Promise.all([say('3', 's3://b/3'), say('4', 's3://b/4')]);
    expect(await lent()).toEqual([['SUBJECT#mug', 's3://b/4', '4']]);
  });

  test('compares nested values whole, whatever the order of their members', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create({ ...key, plan: { a: 1, b: [true, { c: 'x' }] } });
    expect(await records().update(key, { n: 1 }, { plan: { a: 1, b: [true] } })).toBe(false);
    expect(await records().update(key, { n: 2 }, { plan: { b: [true, { c: 'x' }], a: 1 } })).toBe(true);
  });

  test('lets exactly one of many parallel conditional updates win', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create({ ...key, attempt: 0 });
    const claims = await Promise.all(
      Array.from({ length: 16 }, (_, index) => records().update(key, { attempt: 1, owner: index }, { attempt: 0 })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await records().get(key)).toEqual({ ...key, attempt: 1, owner: claims.indexOf(true) });
  });

  test('lets exactly one of many parallel creations win', async () => {
    const key = { pk: freshPartition(), sk: 'IDEM#upload' };
    const claims = await Promise.all(Array.from({ length: 16 }, (_, owner) => records().create({ ...key, owner })));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await records().get(key)).toEqual({ ...key, owner: claims.indexOf(true) });
  });

  test('queries one partition by a prefix of the sort key, in the order of its bytes', async () => {
    const pk = freshPartition();
    const keys = ['RUN#1', 'RUN#1#STAGE#1', 'RUN#10', 'RUN#2', 'RUO', 'run#1', 'é', '\uFF5E', '\u{1F600}'];
    for (const sk of [...keys].reverse()) await records().create({ pk, sk });
    await records().create({ pk: freshPartition(), sk: 'RUN#9' });
    const found = async (prefix: string) => (await records().query(pk, prefix)).map(({ sk }) => sk);
    expect(await found('')).toEqual(keys);
    expect(await found('RUN#')).toEqual(['RUN#1', 'RUN#1#STAGE#1', 'RUN#10', 'RUN#2']);
    expect(await found('RUN#1')).toEqual(['RUN#1', 'RUN#1#STAGE#1', 'RUN#10']);
    expect(await found('SUBJECT#')).toEqual([]);
  });

  test('returns every record of a query, however many bytes they are', async () => {
    const pk = freshPartition();
    const filler = 'x'.repeat(300_000);
    const keys = Array.from({ length: 8 }, (_, index) => `RUN#${index}`);
    await Promise.all(keys.map((sk) => records().create({ pk, sk, filler })));
    expect((await records().query(pk, 'RUN#')).map(({ sk }) => sk)).toEqual(keys);
  });

  test('deletes a record, and nothing without complaint', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create({ ...key });
    await records().delete(key);
    await records().delete(key);
    expect(await records().get(key)).toBeUndefined();
    expect(await records().create({ ...key })).toBe(true);
  });

  test.each<[string, RecordItem]>([
    ['an empty partition', { pk: '', sk: 'x' }],
    ['an empty sort key', { pk: 'x', sk: '' }],
    ['not a number', { pk: 'x', sk: 'x', n: Number.NaN }],
    ['infinity', { pk: 'x', sk: 'x', n: [Number.POSITIVE_INFINITY] }],
    ['an integer that is not safe', { pk: 'x', sk: 'x', n: { deep: 2 ** 53 } }],
    ['a number too near to zero', { pk: 'x', sk: 'x', n: 1e-200 }],
    ['more than 400 KiB', { pk: 'x', sk: 'x', filler: 'x'.repeat(410_000) }],
    ['too long a partition', { pk: 'é'.repeat(1025), sk: 'x' }],
    ['too long a sort key', { pk: 'x', sk: 'x'.repeat(1025) }],
    ['an empty place in the index', { pk: 'x', sk: 'x', gsi1pk: '', gsi1sk: 'x' }],
    ['a place in the index that is no text', { pk: 'x', sk: 'x', gsi1pk: 'x', gsi1sk: null }],
    ['a time of expiry that is no number', { pk: 'x', sk: 'x', expiresAt: '2026-01-31T12:00:00.000Z' }],
  ])('refuses a record with %s', async (_, item) => {
    await expect(records().create(item)).rejects.toMatchObject({ code: 'Internal' });
  });

  test('refuses an update that changes nothing', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create(key);
    await expect(records().update(key, {}, { status: undefined })).rejects.toMatchObject({ code: 'Internal' });
  });

  test('refuses to change a key', async () => {
    const key = { pk: freshPartition(), sk: 'RUN#1' };
    await records().create(key);
    await expect(records().update(key, { sk: 'RUN#2' })).rejects.toMatchObject({ code: 'Internal' });
  });

  test('does as the model does over any history', async () => {
    const law = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const pk = freshPartition();
      const model = new RecordsModel();
      for (const one of steps) {
        const key = { pk, sk: one.sk };
        if (one.kind === 'create') {
          const item = { ...one.members, ...key };
          expect(await records().create(item)).toBe(model.create(item));
        } else if (one.kind === 'update') {
          // Some expectations hold on purpose, or hardly any update would go through.
          const before = model.get(key) ?? key;
          const own = (member: string) => (Object.hasOwn(before, member) ? (before as RecordItem)[member] : undefined);
          const expected = { ...Object.fromEntries(one.held.map((member) => [member, own(member)])), ...one.expected };
          expect(await records().update(key, one.changes, expected)).toBe(model.update(key, one.changes, expected));
        } else {
          await records().delete(key);
          model.delete(key);
        }
        expect(plain(await records().get(key))).toEqual(plain(model.get(key)));
      }
      for (const prefix of ['', 'RUN#1', 'SUBJECT#']) {
        expect(plain(await records().query(pk, prefix))).toEqual(plain(model.query(pk, prefix)));
      }
    });
    await fc.assert(law, { numRuns: runs });
  });
}
