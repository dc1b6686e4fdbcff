import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { components, Receipt } from '../../clients/typescript/src/index.ts';
import { kindsOf, progressOf } from '../../console/src/deletions/deletion-words.ts';
import { verifyReceipt } from '../../console/src/deletions/verify-receipt.ts';
import { sha256Of } from '../../console/src/formats/sha256.ts';
import { requireDeletion } from '../../functions/api/deletions.ts';
import { beginDeletion } from '../../functions/deletion/begin.ts';
import { receiptSigner } from '../../lib/local/receipt-signer.ts';
import { deletionHome } from '../fixtures/deletion-home.ts';
import { plantSubject } from '../fixtures/planted-subject.ts';

type Keys = components['schemas']['ReceiptKeys']['keys'];

let receipt: Receipt;
let keys: Keys;
let others: Keys;
let list: ArrayBuffer;
beforeAll(async () => {
  const home = await deletionHome();
  const { of } = await plantSubject(home, 'acme', 'abc123abc123');
  const { deletion } = await beginDeletion(home.ports, home.home, of, 'user:ana');
  await home.work();
  const transfers = {
    uploadForm: async () => ({ url: '', fields: {} }),
    downloadUrl: async () => 'https://list.invalid',
  };
  const document = await requireDeletion({ ...home.ports, transfers }, home.home.bucket, 'acme', deletion);
  receipt = document as Receipt;
  keys = (await home.ports.signer.keys()).keys.map((key) => ({ ...key }));
  others = (await (await receiptSigner(`${home.root}/other.json`)).keys()).keys.map((key) => ({ ...key }));
  list = new Uint8Array(await home.ports.objects.get(`s3://${home.home.bucket}/${receipt.list?.key}`)).buffer;
  home.close();
});

const verified = (changes: Partial<Receipt> = {}, tenant = 'acme', published = keys) =>
  verifyReceipt({ ...receipt, ...changes }, tenant, published);
const [header, payload, signature] = [0, 1, 2].map((at) => () => receipt.signature?.split('.')[at] ?? '');
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the receipt of a deletion', () => {
  test('is good as the service signed it', async () => {
    expect(receipt.status).toBe('done');
    expect(await verified()).toEqual({ result: 'good', key: keys[0]?.kid });
  });

  test('is good by RSA too, as a service in the cloud signs', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const { kty = '', n = '', e = '' } = await exportJWK(publicKey);
    const key = { kty, n, e, kid: 'cloud', alg: 'RS256', use: 'sig' };
    const signed = await new CompactSign(Buffer.from(payload?.() ?? '', 'base64url'))
      .setProtectedHeader({ alg: 'RS256', kid: 'cloud' })
      .sign(privateKey);
    expect(await verified({ signature: signed }, 'acme', [...keys, key])).toEqual({ result: 'good', key: 'cloud' });
    expect(await verified({ signature: signed }, 'acme', [{ ...key, n: `A${n.slice(1)}` }])).toEqual({
      result: 'bad',
      why: 'signature',
    });
  });

  test('that shows anything else than was signed says what', async () => {
    expect(await verified({ bytes: 1, subject: 'teapot' })).toEqual({
      result: 'differs',
      members: ['bytes', 'subject'],
    });
    expect(await verified({ counts: { ...receipt.counts, photos: 0 } as Receipt['counts'] })).toEqual({
      result: 'differs',
      members: ['counts'],
    });
    expect(await verified({ horizons: [] })).toEqual({ result: 'differs', members: ['horizons'] });
    expect(await verified({}, 'other')).toEqual({ result: 'differs', members: ['tenant'] });
  });

  test('whose signed text was changed is not good', async () => {
    const text = JSON.parse(Buffer.from(payload?.() ?? '', 'base64url').toString()) as object;
    const forged = [header?.(), encoded({ ...text, bytes: 1 }), signature?.()].join('.');
    expect(await verified({ signature: forged, bytes: 1 })).toEqual({ result: 'bad', why: 'signature' });
  });

  test('of a key that is not published is not good, nor is one whose header names another algorithm', async () => {
    expect(await verified({}, 'acme', others)).toEqual({ result: 'bad', why: 'key' });
    expect(await verified({}, 'acme', [])).toEqual({ result: 'bad', why: 'key' });
    for (const alg of ['none', 'HS256', 'RS256']) {
      const forged = [encoded({ alg, kid: keys[0]?.kid }), payload?.(), signature?.()].join('.');
      expect(await verified({ signature: forged })).toEqual({ result: 'bad', why: 'key' });
    }
  });

  test.each([
    ['nothing', ''],
    ['one word', 'signed'],
    ['two dots', '..'],
    ['no base64', '!.!.!'],
    ['too many parts', 'e30.e30.e30.e30'],
    ['a header without an algorithm', 'e30.e30.e30'],
    ['a list', 'W10.W10.W10'],
  ])('with %s for a signature is not good', async (_, text) => {
    expect(await verified({ signature: text })).toEqual({ result: 'bad', why: 'form' });
    expect(await verified({ signature: null })).toEqual({ result: 'bad', why: 'form' });
  });

  test('by an algorithm that the browser does not know is left to others', async () => {
    const key = { kty: 'AKP', kid: 'new', alg: 'ML-DSA-65' };
    const signed = [encoded({ alg: key.alg, kid: key.kid }), payload?.(), signature?.()].join('.');
    expect(await verified({ signature: signed }, 'acme', [key])).toEqual({
      result: 'unsupported',
      algorithm: 'ML-DSA-65',
    });
  });

  test('names its list by the digest', async () => {
    expect(await sha256Of(list)).toBe(receipt.list?.sha256);
    expect(await sha256Of(list.slice(1))).not.toBe(receipt.list?.sha256);
  });

  test('tells kinds of which there was something, each with a name of its own', () => {
    const kinds = kindsOf(receipt.counts ?? ({} as NonNullable<Receipt['counts']>));
    expect(kinds).toContainEqual({
      name: 'Photos and their masks, as sent and as used',
      count: receipt.counts?.photos,
    });
    expect(kinds.every(({ count }) => count > 0)).toBe(true);
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });
});

test('a deletion under way is never wholly over by the clock alone', () => {
  const from = Date.parse(receipt.requestedAt);
  const asked = { ...receipt, lastLookAt: new Date(from + 60_000).toISOString() };
  expect([-1000, 0, 30_000, 60_000, 600_000].map((after) => progressOf(asked, from + after))).toEqual([
    0, 0, 50, 99, 99,
  ]);
  expect(progressOf({ ...asked, lastLookAt: asked.requestedAt }, from)).toBe(99);
});
