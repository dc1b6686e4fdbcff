import type { components, Receipt } from '@likeness/client';

type Keys = components['schemas']['ReceiptKeys']['keys'];

/** What the signature of a receipt is worth. */
export type Verified =
  | { readonly result: 'good'; readonly key: string }
  /** This browser can't do what the signature is made by. */
  | { readonly result: 'unsupported'; readonly algorithm: string }
  | { readonly result: 'bad'; readonly why: 'form' | 'key' | 'signature' }
  /** The signature is of other facts than those that are shown. */
  | { readonly result: 'differs'; readonly members: readonly string[] };

interface Algorithm {
  readonly parameters: { readonly name: string; readonly hash?: string };
  /** The members of a public key that say what it is. */
  readonly members: readonly string[];
}

/** By the names of JWS: a service on one machine signs by the first, one in the cloud by the second. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  EdDSA: { parameters: { name: 'Ed25519' }, members: ['kty', 'crv', 'x'] },
  RS256: { parameters: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, members: ['kty', 'n', 'e'] },
};

/** Whether a receipt's signature is by one of the keys, and of what the receipt says of the tenant. */
export async function verifyReceipt(receipt: Receipt, tenant: string, keys: Keys): Promise<Verified> {
  const [header = '', payload = '', signature = '', ...more] = (receipt.signature ?? '').split('.');
  const { alg, kid } = (jsonOf(header) ?? {}) as { alg?: string; kid?: string };
  const bytes = bytesOf(signature);
  const statement = jsonOf(payload);
  if (more.length > 0 || alg === undefined || bytes === null || statement === null)
    return { result: 'bad', why: 'form' };
  const key = keys.find((one) => one.kid === kid && one.alg === alg);
  if (key === undefined) return { result: 'bad', why: 'key' };
  const good = await isSigned(alg, key, bytes, `${header}.${payload}`);
  if (good === null) return { result: 'unsupported', algorithm: alg };
  if (!good) return { result: 'bad', why: 'signature' };
  const members = differences(statement, statementOf(receipt, tenant));
  return members.length === 0 ? { result: 'good', key: key.kid ?? '' } : { result: 'differs', members };
}

/** Null where the browser does not know the algorithm. */
async function isSigned(alg: string, key: Keys[number], signature: Bytes, text: string): Promise<boolean | null> {
  const algorithm = algorithms[alg];
  if (algorithm === undefined) return null;
  const { parameters, members } = algorithm;
  const jwk = Object.fromEntries(members.map((member) => [member, key[member] ?? '']));
  try {
    const imported = await crypto.subtle.importKey('jwk', jwk, parameters, false, ['verify']);
    return await crypto.subtle.verify(parameters, imported, signature, new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    return false;
  }
}

/** What a signature signs, of a receipt as it is shown. */
function statementOf(receipt: Receipt, tenant: string): Readonly<Record<string, unknown>> {
  const { id, reason, subject, requestedBy, requestedAt, finishedAt, counts, bytes, list, horizons } = receipt;
  return {
    ...{ version: 1, tenant, deletion: id, reason, subject, requestedBy, requestedAt, finishedAt },
    ...{ counts, bytes, list, horizons },
  };
}

function differences(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string[] {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].filter((member) => sorted(one[member]) !== sorted(other[member])).sort();
}

/** JSON that is the same whatever the order of its members. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  ) ?? 'undefined';

type Bytes = Uint8Array<ArrayBuffer>;

function bytesOf(base64url: string): Bytes | null {
  try {
    const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function jsonOf(base64url: string): Readonly<Record<string, unknown>> | null {
  try {
    const bytes = bytesOf(base64url);
    const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
