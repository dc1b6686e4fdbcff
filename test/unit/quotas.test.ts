import fc from 'fast-check';
import { defaultQuotas, type QuotaName, quotaChangesSchema, quotasOf } from '../../lib/domain/quotas.ts';

const names = Object.keys(defaultQuotas) as QuotaName[];
const changes = fc.dictionary(fc.constantFrom(...names), fc.nat({ max: 100 }), { noNullPrototype: true });
const record = { pk: 'T#acme', sk: 'TENANT', createdAt: '2026-01-31T12:00:00.000Z' };

test('a tenant without a record, or with one that says nothing of them, has the defaults', () => {
  expect(quotasOf(undefined)).toEqual(defaultQuotas);
  expect(quotasOf(record)).toEqual(defaultQuotas);
});

test('what a record says holds, and the defaults for the rest', () => {
  fc.assert(
    fc.property(changes, (said) => {
      expect(quotasOf({ ...record, ...said })).toEqual({ ...defaultQuotas, ...said });
    }),
  );
});

test('every default is one that could be set', () => {
  expect(quotaChangesSchema.parse(defaultQuotas)).toEqual(defaultQuotas);
});

test.each([
  ['a fraction', { subjects: 1.5 }],
  ['less than nothing', { runsAtOnce: -1 }],
  ['more than the bound', { webhooks: 1_001 }],
  ['a text', { galleryPhotos: '10' }],
  ['no number', { usdMicrosPerMonth: Number.NaN }],
  ['null', { imagesPerRun: null }],
])('%s is refused as a change, and in a record is an error of ours', (_, said) => {
  expect(quotaChangesSchema.safeParse(said).success).toBe(false);
  expect(() => quotasOf({ ...record, ...said })).toThrow(expect.objectContaining({ code: 'Internal' }));
});

test('a quota that there is not is refused as a change', () => {
  expect(quotaChangesSchema.safeParse({ subject: 1 }).success).toBe(false);
});
