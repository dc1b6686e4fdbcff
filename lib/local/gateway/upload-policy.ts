import { z } from 'zod';
import type { UploadAsked } from '../../ports/transfers.ts';
import { Refusal } from './refusals.ts';
import { isSignature, signatureOf } from './signatures.ts';

/** S3's policy document, with the four conditions that every form of ours has. */
const policySchema = z.strictObject({
  expiration: z.iso.datetime(),
  conditions: z.tuple([
    z.strictObject({ bucket: z.string() }),
    z.strictObject({ key: z.string() }),
    z.strictObject({ 'Content-Type': z.string() }),
    z.tuple([z.literal('content-length-range'), z.int(), z.int()]),
  ]),
});
type Policy = z.infer<typeof policySchema>;

/** The signature's field; the others have S3's names. */
export const signatureField = 'x-likeness-signature';

/** What a form with a good policy and a good signature may put. */
export type AllowedUpload = Pick<UploadAsked, 'uri' | 'bytes'>;

/** The fields of a form, in the order in which they are posted. `now` is in milliseconds. */
export function signedFields(
  secret: Uint8Array,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { contentType, bytes, seconds }: UploadAsked,
  now: number,
): Record<string, string> {
  const document: Policy = {
    expiration: new Date(now + seconds * 1000).toISOString(),
    conditions: [{ bucket }, { key }, { 'Content-Type': contentType }, ['content-length-range', bytes.min, bytes.max]],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString('base64');
  return { key, 'Content-Type': contentType, policy, [signatureField]: signatureOf(secret, 'upload', policy) };
}

/**
 * What the fields of a posted form allow; their names in lower case, as S3 takes them in any. `now` is in milliseconds.
 * @throws Refusal `AccessDenied`
 */
export function allowedUpload(secret: Uint8Array, fields: ReadonlyMap<string, string>, now: number): AllowedUpload {
  const { policy: encoded = '', [signatureField]: signature = '', ...rest } = Object.fromEntries(fields);
  if (!isSignature(secret, 'upload', encoded, signature)) throw denied('The signature is not one of this policy.');
  const { expiration, conditions } = readPolicy(encoded);
  if (Date.parse(expiration) <= now) throw denied('Invalid according to Policy: Policy expired.');
  const [{ bucket }, { key }, { 'Content-Type': contentType }, [, min, max]] = conditions;
  const allowed: Readonly<Record<string, string>> = { key, 'content-type': contentType };
  for (const name of new Set([...Object.keys(allowed), ...Object.keys(rest)])) {
    if (!Object.hasOwn(allowed, name)) throw denied(`Invalid according to Policy: Extra input fields: ${name}.`);
    if (rest[name] !== allowed[name]) throw denied(`Invalid according to Policy: the field ${name} is another.`);
  }
  return { uri: `s3://${bucket}/${key}`, bytes: { min, max } };
}

/** It is signed, so it is ours; but perhaps of another release. */
function readPolicy(encoded: string): Policy {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  } catch {
    throw denied('The policy is not of this release.');
  }
}

const denied = (message: string): Refusal => new Refusal('AccessDenied', message);
