import { isErrorCode } from '../../lib/domain/errors.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import { isRunStatus } from '../../lib/domain/run.ts';
import type { Outcome } from '../../lib/domain/verdict.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { RunDocument } from './schemas/runs.ts';

type Member = RecordItem[string];

const text = (value: Member): string | null => (typeof value === 'string' ? value : null);
const whole = (value: Member): number | null => (typeof value === 'number' ? value : null);

/** What the world sees of a run in a list. */
export function runDocument(item: RecordItem): RunDocument {
  const { status } = item;
  return {
    id: String(item.run),
    subject: String(item.subject),
    category: String(item.category),
    preset: String(item.preset),
    status: isRunStatus(status) ? status : 'queued',
    createdAt: String(item.createdAt),
    updatedAt: String(item.updatedAt ?? item.createdAt),
    finishedAt: text(item.finishedAt),
    outcome: text(item.outcome) as Outcome | null,
    adapter: text(item.adapter),
    retryOf: text(item.retryOf),
    error: errorOf(item.error),
    cost: { spent: whole(item.spent), estimate: whole(item.estimate), limit: whole(item.costLimit) },
  };
}

function errorOf(error: Member): RunDocument['error'] {
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return null;
  const code = isErrorCode(String(error.code)) ? String(error.code) : 'Internal';
  return { code, fault: error.fault === 'user' ? 'user' : 'service', message: String(error.message) };
}

/** Where the run's objects and records are. */
export const referenceOf = (item: RecordItem, tenant: string, bucket: string): RunReference => ({
  bucket,
  tenant,
  subject: String(item.subject),
  run: String(item.run),
  upload: String(item.upload),
});

/** The upload's id, which is the folder that its `upload.json` is in. */
export const uploadIdOf = (item: RecordItem): string => String(item.upload).split('/').at(-2) ?? '';
