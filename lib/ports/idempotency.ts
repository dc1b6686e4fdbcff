import type { Json } from '../domain/digest.ts';
import { InputError, ServiceError } from '../domain/errors.ts';
import type { Ports } from './index.ts';
import type { Members, RecordKey } from './records.ts';

/** How long a claim is nobody else's to take, in seconds. */
const lease = 60;
/** How long a request's answer is repeated, in seconds. */
const kept = 24 * 60 * 60;
/** The largest answer that is kept, in bytes of JSON: the record takes 400 KiB in all. */
const largest = 300 * 1024;
/** How often a claim is tried that others keep changing. */
const attempts = 5;

/**
 * Does `work` once for a key, and answers those who ask again within 24 hours with the value that it had then.
 *
 * The key's record is claimed first, for 60 seconds. Meanwhile others are refused; after that they may take the claim over,
 * so what the work does must bear being begun anew after a crash. A holder that was overtaken changes nothing any more,
 * and gets `RequestInProgress`: the key's answer is the other one's, and asking again tells it. Work that throws gives the
 * claim back, and its error is thrown on.
 *
 * A value of more than 300 KiB of JSON is given to the first who asked, and can't be repeated: the work has been done, so
 * it isn't done again either, and who asks again gets `Internal`.
 * @param key of a record that is used for nothing else
 * @param fingerprint what the request asks for, equal for equal requests, for example a digest of its body
 * @returns the value, and whether it was there already
 * @throws InputError `IdempotencyKeyReused` when the key came with another fingerprint in the last 24 hours, unless that
 *   work threw; ServiceError `RequestInProgress` while another one holds the claim
 */
export async function once<T extends Json>(
  ports: Pick<Ports, 'records' | 'clock'>,
  key: RecordKey,
  fingerprint: string,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly repeated: boolean }> {
  const claim = crypto.randomUUID();
  const found = await claimed(ports, key, fingerprint, claim);
  if (found !== undefined) return { value: found.value as T, repeated: true };
  let value: T;
  try {
    value = await work();
  } catch (error) {
    // Where even this fails, the claim ends by itself: what went wrong with the work is the news.
    await release(ports, key, claim).catch(() => undefined);
    throw error;
  }
  await keep(ports, key, claim, value);
  return { value, repeated: false };
}

/** Undefined once the key is ours, or the value that it has. */
async function claimed(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  key: RecordKey,
  fingerprint: string,
  claim: string,
): Promise<{ readonly value: Json } | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const now = Date.parse(clock.now());
    const leaseUntil = new Date(now + lease * 1000).toISOString();
    const ours: Members = {
      claim,
      status: 'in-progress',
      fingerprint,
      value: null,
      leaseUntil,
      expiresAt: expiry(now),
    };
    if (await records.create({ ...ours, ...key })) return undefined;
    const held = await records.get(key);
    if (held === undefined) continue;
    // The answer to our own write was lost on the way.
    if (held.claim === claim) return undefined;
    if (now < Number(held.expiresAt) * 1000) {
      if (held.fingerprint !== fingerprint) throw reused();
      if (held.status === 'done') return { value: answerIn(held.value) };
      if (now < Date.parse(String(held.leaseUntil))) throw inProgress('The same request is being worked on.');
    }
    const { claim: theirs = null, status = null } = held;
    if (await records.update(key, ours, { claim: theirs, status })) return undefined;
  }
  throw inProgress('The same request is being made many times at once.');
}

const expiry = (now: number): number => Math.ceil(now / 1000) + kept;

async function keep(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  key: RecordKey,
  claim: string,
  value: Json,
): Promise<void> {
  // As text, since a record takes fewer numbers than JSON does.
  const text = JSON.stringify(value);
  const done = {
    status: 'done',
    value: Buffer.byteLength(text) > largest ? null : text,
    expiresAt: expiry(Date.parse(clock.now())),
  };
  if (await records.update(key, done, { claim, status: 'in-progress' })) return;
  const held = await records.get(key);
  if (held?.claim === claim) return;
  throw inProgress(`The work took longer than ${lease} seconds, and was begun again meanwhile.`);
}

async function release(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  key: RecordKey,
  claim: string,
): Promise<void> {
  const expiresAt = Math.floor(Date.parse(clock.now()) / 1000);
  await records.update(key, { expiresAt }, { claim, status: 'in-progress' });
}

function answerIn(text: Json | undefined): Json {
  if (typeof text === 'string') return JSON.parse(text) as Json;
  throw new ServiceError('Internal', 'The request was done before, but its answer is too large to have been kept.');
}

const reused = (): InputError => {
  const message = 'The idempotency key came with another request before. Give every new request a new key.';
  return new InputError('IdempotencyKeyReused', message);
};

const inProgress = (what: string): ServiceError =>
  new ServiceError('RequestInProgress', `${what} Ask again in a moment, with the same key.`);
