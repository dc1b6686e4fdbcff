import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { receiptSigner } from '../../lib/local/receipt-signer.ts';
import type { Signer } from '../../lib/ports/signer.ts';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'likeness-signer-'));
  file = join(root, 'receipts', 'key.json');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const verified = async (signer: Signer, jws: string): Promise<string> => {
  const keys = createLocalJWKSet((await signer.keys()) as unknown as JSONWebKeySet);
  return new TextDecoder().decode((await compactVerify(jws, keys)).payload);
};

test('what it signs is verified with its keys, also after a restart', async () => {
  const jws = await (await receiptSigner(file)).sign('{"über":1}');
  expect(await verified(await receiptSigner(file), jws)).toBe('{"über":1}');
});

test('what was changed, or signed elsewhere, is not', async () => {
  const signer = await receiptSigner(file);
  const [header = '', , signature = ''] = (await signer.sign('{"bytes":1}')).split('.');
  const forged = [header, Buffer.from('{"bytes":2}').toString('base64url'), signature].join('.');
  await expect(verified(signer, forged)).rejects.toThrow();
  const other = await receiptSigner(join(root, 'other.json'));
  await expect(verified(signer, await other.sign('x'))).rejects.toThrow();
});

test('all that start together have one key, which is for its owner alone and is not published', async () => {
  const signers = await Promise.all(Array.from({ length: 8 }, () => receiptSigner(file)));
  const published = await Promise.all(signers.map((signer) => signer.keys()));
  expect(new Set(published.map((keys) => JSON.stringify(keys))).size).toBe(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { d } = JSON.parse(readFileSync(file, 'utf8')) as { d: string };
  expect(JSON.stringify(published[0])).not.toContain(d);
});

test('a damaged key is never replaced: it says what to do', async () => {
  await receiptSigner(file);
  writeFileSync(file, '{}');
  await expect(receiptSigner(file)).rejects.toMatchObject({
    code: 'SetupIncomplete',
    message: expect.stringContaining(file),
  });
  expect(readFileSync(file, 'utf8')).toBe('{}');
});
