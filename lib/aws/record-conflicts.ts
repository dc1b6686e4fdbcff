import { setTimeout as pause } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../domain/errors.ts';
import type { RecordKey } from '../ports/records.ts';

const attempts = 8;
/** In milliseconds: at most this before the second attempt, twice as much before each one after. */
const firstPause = 20;

const conditionFailed = 'ConditionalCheckFailed';
/** Reasons to cancel a transaction that are gone a moment later. */
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/**
 * True once the write went through, false when a condition of it failed. A write that others' transactions, or the load,
 * kept from happening is tried again, eight times in all within three seconds.
 * @throws ServiceError `RecordConflict` when none of those went through
 */
export async function untilDecided(key: RecordKey, write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return true;
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'condition failed') return false;
      if (outcome === 'unknown') throw error;
      if (attempt === attempts) throw conflict(key, error);
    }
    await pause(Math.random() * firstPause * 2 ** (attempt - 1));
  }
}

function outcomeOf(error: unknown): 'condition failed' | 'in the way' | 'unknown' {
  if (error instanceof ConditionalCheckFailedException) return 'condition failed';
  if (error instanceof TransactionConflictException) return 'in the way';
  if (!(error instanceof TransactionCanceledException)) return 'unknown';
  const reasons = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const understood = reasons.every((code) => code === conditionFailed || passing.includes(code));
  if (reasons.length === 0 || !understood) return 'unknown';
  return reasons.includes(conditionFailed) ? 'condition failed' : 'in the way';
}

function conflict({ pk, sk }: RecordKey, cause: unknown): ServiceError {
  const message =
    `The record ${pk} / ${sk}, or one to be written with it, was being written by others ${attempts} times in a row. ` +
    'Nothing was written; try again.';
  return new ServiceError('RecordConflict', message, { cause });
}
