import type { Json } from '../domain/digest.ts';
import { ServiceError } from '../domain/errors.ts';
import type { RecordItem, RecordKey } from './records.ts';

/** DynamoDB's limit on one item, in bytes; both homes measure it on the JSON text. */
const largestItem = 400 * 1024;

const refuse = (key: RecordKey, fault: string): never => {
  throw new ServiceError('Internal', `The record ${key.pk} / ${key.sk} can't be written: ${fault}.`);
};

function checkNumbers(key: RecordKey, value: Json | undefined): void {
  if (typeof value === 'number') {
    const tiny = value !== 0 && Math.abs(value) < 1e-130;
    const unsafe = Math.abs(value) > Number.MAX_SAFE_INTEGER;
    if (!Number.isFinite(value) || tiny || unsafe) refuse(key, `${value} is not a number that a record can hold`);
  } else if (value !== null && typeof value === 'object') {
    for (const member of Object.values(value)) checkNumbers(key, member);
  }
}

function checkMembers(key: RecordKey, members: { readonly [member: string]: Json | undefined }): void {
  if (key.pk === '' || key.sk === '') refuse(key, 'its key has an empty part');
  checkNumbers(key, members as { [member: string]: Json });
  const size = Buffer.byteLength(JSON.stringify(members));
  if (size > largestItem) refuse(key, `it has ${size} bytes and may have ${largestItem}`);
}

/**
 * What both homes refuse alike before a new record is written: an empty key, numbers beyond +-(2^53 - 1) or nearer to
 * 0 than 1e-130, more than 400 KiB of JSON.
 * @throws ServiceError `Internal`
 */
export const checkItem = (item: RecordItem): void => checkMembers(item, item);

/**
 * As `checkItem`, for an update, which changes something and not the key.
 * @throws ServiceError `Internal`
 */
export function checkChanges(key: RecordKey, changes: { readonly [member: string]: Json }): void {
  checkMembers(key, changes);
  if (Object.keys(changes).length === 0) refuse(key, 'the update changes nothing');
  if (Object.hasOwn(changes, 'pk') || Object.hasOwn(changes, 'sk')) refuse(key, 'an update may not change its key');
}
