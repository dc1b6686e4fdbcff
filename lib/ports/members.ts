import type { Json } from '../domain/digest.ts';
import { ServiceError } from '../domain/errors.ts';
import type { RecordKey, Write } from './records.ts';

/** DynamoDB's limit on one item, in bytes; both homes measure it on the JSON text. */
const largestItem = 400 * 1024;
/** And on all items of one transaction. */
const largestTransaction = 4 * 1024 * 1024;
const mostWrites = 100;
/** DynamoDB's limits on keys, in bytes. */
const longest = { pk: 2048, sk: 1024, gsi1pk: 2048, gsi1sk: 1024 } as const;

type Written = { readonly [member: string]: Json | undefined };

const refuse = (key: RecordKey, fault: string): never => {
  throw new ServiceError('Internal', `The record ${key.pk} / ${key.sk} can't be written: ${fault}.`);
};

/** Whether the table takes this for that part of a key. */
export const isKeyPart = (name: keyof typeof longest, value: unknown): value is string =>
  typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= longest[name];

/** The key of the record that a write is to. */
export function keyOf(write: Write): RecordKey {
  if ('create' in write) return write.create;
  if ('update' in write) return write.update;
  return 'add' in write ? write.add : write.remove;
}

/**
 * What both homes refuse alike before anything is written: more than 100 writes, two to one key, more than 4 MiB of JSON
 * in all; and of each record an empty or too long key, numbers beyond +-(2^53 - 1) or nearer to 0 than 1e-130, more than
 * 400 KiB of JSON, a member of the index that is no text, an `expiresAt` that is no whole number, a change of nothing or
 * of the key.
 * @throws ServiceError `Internal`
 */
export function checkWrites(writes: readonly Write[]): void {
  const refuseAll = (fault: string): never => {
    throw new ServiceError('Internal', `${writes.length} records can't be written together: ${fault}.`);
  };
  if (writes.length > mostWrites) refuseAll(`at most ${mostWrites} can`);
  const keys = writes.map(keyOf).map(({ pk, sk }) => JSON.stringify([pk, sk]));
  if (new Set(keys).size < keys.length) refuseAll('two writes are to one key');
  for (const write of writes) checkWrite(write);
  const size = Buffer.byteLength(JSON.stringify(writes));
  if (size > largestTransaction) refuseAll(`they have ${size} bytes and may have ${largestTransaction}`);
}

function checkWrite(write: Write): void {
  const key = keyOf(write);
  if (!isKeyPart('pk', key.pk) || !isKeyPart('sk', key.sk)) refuse(key, 'its key has an empty or too long part');
  if ('create' in write) checkMembers(key, write.create);
  else if ('update' in write) checkChanges(key, write.changes);
  else if ('add' in write) checkAddition(write);
}

function checkMembers(key: RecordKey, members: Written): void {
  checkNumbers(key, members as { [member: string]: Json });
  const size = Buffer.byteLength(JSON.stringify(members));
  if (size > largestItem) refuse(key, `it has ${size} bytes and may have ${largestItem}`);
  for (const name of ['gsi1pk', 'gsi1sk'] as const) {
    const value = ownMember(members, name);
    if (value !== undefined && !isKeyPart(name, value)) refuse(key, `its ${name} is no text that the index takes`);
  }
  const expiresAt = ownMember(members, 'expiresAt');
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt)) refuse(key, 'its expiresAt is no whole number');
}

/** A member that the object has itself, `toString` and its like included. */
export const ownMember = (members: Written, name: string): Json | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

function checkNumbers(key: RecordKey, value: Json | undefined): void {
  if (typeof value === 'number') {
    const tiny = value !== 0 && Math.abs(value) < 1e-130;
    const unsafe = Math.abs(value) > Number.MAX_SAFE_INTEGER;
    if (!Number.isFinite(value) || tiny || unsafe) refuse(key, `${value} is not a number that a record can hold`);
  } else if (value !== null && typeof value === 'object') {
    for (const member of Object.values(value)) checkNumbers(key, member);
  }
}

function checkChanges(key: RecordKey, changes: Written): void {
  checkMembers(key, changes);
  if (Object.keys(changes).length === 0) refuse(key, 'the update changes nothing');
  if (Object.hasOwn(changes, 'pk') || Object.hasOwn(changes, 'sk')) refuse(key, 'an update may not change its key');
}

function checkAddition({ add: key, amounts, atMost = {}, set = {} }: Extract<Write, { add: RecordKey }>): void {
  checkChanges(key, { ...set, ...amounts });
  const names = Object.keys(amounts);
  if (names.length === 0) refuse(key, 'nothing is added');
  if (names.some((name) => Object.hasOwn(set, name))) refuse(key, 'one member is added to and set');
  if (!Object.values(amounts).every(Number.isSafeInteger)) refuse(key, 'what is added is no whole number');
  for (const [name, limit] of Object.entries(atMost)) {
    if (!Object.hasOwn(amounts, name)) refuse(key, `nothing is added to ${name}, which has a limit`);
    if (!Number.isSafeInteger(limit) || limit < 0) refuse(key, `the limit of ${name} is no whole number from 0 on`);
  }
}
