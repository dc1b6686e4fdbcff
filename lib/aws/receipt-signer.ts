import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, exportJWK, importSPKI } from 'jose';
import { ServiceError } from '../domain/errors.ts';
import type { PublicKey, Signer } from '../ports/signer.ts';

/**
 * Signs receipts by a key that never leaves KMS: RSA of 2,048 bits for RSASSA-PKCS1-v1_5 with SHA-256, which JWS calls
 * RS256 (RFC 7518, section 3.3).
 */
export function kmsSigner(client: KMSClient, keyArn: string): Signer {
  let known: Promise<PublicKey> | undefined;
  const publicKey = (): Promise<PublicKey> => {
    known ??= readKey(client, keyArn).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async sign(text) {
      const { alg, kid } = await publicKey();
      const signed = `${encoded(JSON.stringify({ alg, kid }))}.${encoded(text)}`;
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyArn,
          // The text may be longer than the 4,096 bytes that KMS digests itself.
          Message: createHash('sha256').update(signed).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
      );
      if (Signature === undefined) throw new ServiceError('Internal', 'KMS signed nothing.');
      return `${signed}.${Buffer.from(Signature).toString('base64url')}`;
    },

    async keys() {
      return { keys: [await publicKey()] };
    },
  };
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

async function readKey(client: KMSClient, keyArn: string): Promise<PublicKey> {
  const { PublicKey: der } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }));
  if (der === undefined) throw new ServiceError('Internal', `KMS has no public key of ${keyArn}.`);
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PUBLIC KEY-----`;
  const { kty = '', n = '', e = '' } = await exportJWK(await importSPKI(pem, 'RS256', { extractable: true }));
  return { kty, n, e, kid: await calculateJwkThumbprint({ kty, n, e }), alg: 'RS256', use: 'sig' };
}
