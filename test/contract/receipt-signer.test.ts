import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { kmsSigner } from '../../lib/aws/receipt-signer.ts';
import type { Signer } from '../../lib/ports/signer.ts';
import { describeOnMoto, type Moto, signingDigests, startMoto } from './moto.ts';

const verified = async (signer: Signer, jws: string): Promise<string> => {
  const keys = createLocalJWKSet((await signer.keys()) as unknown as JSONWebKeySet);
  return new TextDecoder().decode((await compactVerify(jws, keys)).payload);
};

describeOnMoto('the signer of receipts: KMS on moto', () => {
  let moto: Moto;
  let client: KMSClient;
  const newKey = async (): Promise<string> => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }));
    return KeyMetadata?.Arn ?? '';
  };

  beforeAll(async () => {
    moto = await startMoto(signingDigests);
    client = new KMSClient(moto.client);
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  test.each([
    ['a short text', '{"über":1}'],
    ['a text that is longer than KMS digests itself', JSON.stringify({ horizons: 'ü'.repeat(10_000) })],
    ['no text', ''],
  ])('%s is verified with the keys that it publishes, of whoever asks KMS for the same key', async (_, text) => {
    const key = await newKey();
    const jws = await kmsSigner(client, key).sign(text);
    const other = kmsSigner(client, key);
    expect(await verified(other, jws)).toBe(text);
    const { keys } = await other.keys();
    expect(keys).toEqual([
      { kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String), n: expect.any(String), e: 'AQAB' },
    ]);
    expect(decodeProtectedHeader(jws)).toEqual({ alg: 'RS256', kid: keys[0]?.kid });
  });

  test('what was changed, or signed by another key, is not', async () => {
    const signer = kmsSigner(client, await newKey());
    const [header = '', , signature = ''] = (await signer.sign('{"bytes":1}')).split('.');
    const forged = [header, Buffer.from('{"bytes":2}').toString('base64url'), signature].join('.');
    await expect(verified(signer, forged)).rejects.toThrow();
    const other = kmsSigner(client, await newKey());
    await expect(verified(signer, await other.sign('{"bytes":1}'))).rejects.toThrow();
  });

  test('a key that there is not is an error each time', async () => {
    const missing = kmsSigner(client, 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000');
    for (let time = 0; time < 2; time += 1)
      await expect(missing.sign('x')).rejects.toThrow(/NotFound|not exist|Invalid/);
  });
});
