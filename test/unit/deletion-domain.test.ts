import { kindOf } from '../../lib/domain/deletion.ts';
import { cloudForgetting, localForgetting } from '../../lib/domain/horizons.ts';
import { isAbout } from '../../lib/domain/subject-records.ts';

const subject = 'tenants/acme/subjects/mug';
const job = `${subject}/jobs/${'a'.repeat(32)}`;

test.each([
  ['inbox/acme/mug/u/reference/00.jpg', 'photos'],
  ['inbox/acme/mug/u/other/00.bin', 'photos'],
  ['inbox/acme/mug/u/upload.json', 'documents'],
  [`${subject}/photos/u/held-out/00.mask.png`, 'photos'],
  [`${subject}/photos/u/accepted.json`, 'documents'],
  [`${subject}/runs/r/plan.json`, 'documents'],
  [`${subject}/adapters/0123.json`, 'documents'],
  [`${job}/manifest.json`, 'documents'],
  [`${job}/checkpoints/step.safetensors`, 'checkpoints'],
  [`${job}/checkpoints/images/00.png`, 'checkpoints'],
  [`${job}/attempts/j/output/model.tar.gz`, 'archives'],
  [`${job}/model/images.jsonl`, 'documents'],
  [`${job}/model/cut-and-paste/000.jpg`, 'syntheticImages'],
  [`${job}/model/masks/000.png`, 'syntheticImages'],
  [`${job}/model/adapter_model.safetensors`, 'adapters'],
  [`${job}/model/adapter_config.json`, 'adapters'],
  [`${job}/model/references.safetensors`, 'vectors'],
  [`${job}/model/pipeline/unet/model.safetensors`, 'checkpoints'],
  [`${job}/data/vectors.safetensors`, 'vectors'],
  [`${job}/data/evaluation.json`, 'documents'],
  ['tenants/acme/gallery/indexes/0.bin', 'vectors'],
])('%s is of the %s', (key, kind) => {
  expect(kindOf(key)).toBe(kind);
});

const run = '01J00000000000000000000000';
const other = '01J00000000000000000000001';
const value = (location: string | null, body = '{}') => ({ value: JSON.stringify({ status: 200, location, body }) });

describe('a record', () => {
  test.each([
    ['ENDPOINT#mug', {}],
    ['ADAPTER#mug#0123', {}],
    ['JOB#mug#0123#01', {}],
    ['UPLOAD#mug#0123', {}],
    [`OF#mug#RUN#${other}`, {}],
    [`OF#cup#RUN#${run}`, {}],
    [`RUN#${run}`, { subject: 'cup' }],
    [`RUN#${other}`, { subject: 'mug' }],
    [`STAGE#${run}#03`, {}],
    ['IDEM#POST /v1/subjects/mug/promote#x', {}],
    [`IDEM#POST /v1/runs/${run}/retry#x`, {}],
    ['IDEM#POST /v1/subjects#x', value('/v1/subjects/mug')],
    ['IDEM#POST /v1/webhooks/h/test#x', value(null, JSON.stringify({ data: { run } }))],
    ['DELIVERY#h#d', { event: { data: { run } } }],
    ['DELIVERY#h#d', { event: { data: { subject: 'mug' } } }],
  ])('%s is about it', (sk, members) => {
    expect(isAbout({ sk, ...members }, { subject: 'mug', runs: new Set([run]) })).toBe(true);
  });

  test.each([
    ['SUBJECT#mug', {}],
    ['ENDPOINT#mug-2', {}],
    ['ADAPTER#mug-2#0123', {}],
    ['JOB#mu#g#01', {}],
    [`OF#cup#RUN#${other}`, {}],
    [`RUN#${other}`, { subject: 'cup', category: 'mug' }],
    [`STAGE#${other}#03`, {}],
    ['IDEM#POST /v1/subjects/mug-2/promote#mug', {}],
    ['IDEM#POST /v1/subjects#x', value('/v1/subjects/mug-2', JSON.stringify({ category: 'mug', name: 'mug' }))],
    [`IDEM#POST /v1/runs/${other}/retry#x`, value(`/v1/runs/${other}`)],
    ['IDEM#POST /v1/subjects#x', { value: null }],
    ['DELIVERY#h#d', { event: { data: { run: other, subject: 'cup' } } }],
    ['DELIVERY#h#d', {}],
    ['DELETION#mug', { subject: 'mug' }],
    ['USAGE#2026-01-31', {}],
    ['QUOTAS', {}],
  ])('%s is not', (sk, members) => {
    expect(isAbout({ sk, ...members }, { subject: 'mug', runs: new Set([run]) })).toBe(false);
  });

  test('of runs alone is about no subject', () => {
    const runs = { subject: null, runs: new Set([run]) };
    expect(['ENDPOINT#mug', 'ADAPTER#mug#0', 'UPLOAD#mug#0'].map((sk) => isAbout({ sk }, runs))).toEqual([
      false,
      false,
      false,
    ]);
    expect([`RUN#${run}`, `OF#mug#RUN#${run}`].map((sk) => isAbout({ sk, subject: 'mug' }, runs))).toEqual([
      true,
      true,
    ]);
    expect(isAbout({ sk: `RUN#${other}` }, runs)).toBe(false);
  });
});

test.each([cloudForgetting, localForgetting])(
  'a home names each store that a deletion does not reach once',
  ({ horizons }) => {
    const stores = horizons.map(({ store }) => store);
    expect(stores.length).toBeGreaterThan(0);
    expect(new Set(stores).size).toBe(stores.length);
  },
);
