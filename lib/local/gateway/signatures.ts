import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature is good for: one for an upload opens no download, and neither signs anybody in. */
type Purpose = 'upload' | 'download' | 'session' | 'form';

/** HMAC-SHA256 in hexadecimal, of which, unlike of base64, no two texts are the same bytes. */
export const signatureOf = (secret: Uint8Array, purpose: Purpose, text: string): string =>
  createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('hex');

/** Compares in a time that says nothing about where the two differ. */
export function isSignature(secret: Uint8Array, purpose: Purpose, text: string, given: string): boolean {
  const expected = Buffer.from(signatureOf(secret, purpose, text));
  const offered = Buffer.from(given);
  return expected.length === offered.length && timingSafeEqual(expected, offered);
}
