import { ulid } from 'ulid';
import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { executionName, inboxPrefix, type RunReference, retriedUploadUri } from '../../lib/domain/keys.ts';
import { isOver } from '../../lib/domain/run.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { admit, estimateOfUpload } from '../admission.ts';
import { writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { closeStages } from '../stage-record.ts';
import { startExecution } from '../start-execution.ts';
import { readUpload } from '../upload-document.ts';
import type { ApiPorts } from './context.ts';
import { referenceOf, uploadIdOf } from './run-document.ts';
import { requireRun } from './runs.ts';
import { requireSubject } from './subjects.ts';

/**
 * Ends a run. Its training job is stopped; what its jobs finished stays, for the next run of the same photos to find.
 * Of a run that was cancelled already it says so again, and stops what still runs of it.
 * @throws InputError `RunUnknown`; `RunOver` for one that ended in another way
 */
export async function cancelRun(
  ports: Pick<ApiPorts, 'records' | 'events' | 'executions' | 'clock'>,
  { bucket }: Pick<Home, 'bucket'>,
  tenant: string,
  run: string,
): Promise<RecordItem> {
  const item = await requireRun(ports, tenant, run);
  // Recorded first: whatever the execution still does finds a run that is over.
  if (!isOver(item.status)) await close(ports, referenceOf(item, tenant, bucket));
  const ended = await requireRun(ports, tenant, run);
  if (ended.status !== 'cancelled') throw new InputError('RunOver', `The run ${run} is over: ${ended.status}.`);
  // Also of one that was cancelled before: whoever did may not have come so far.
  await ports.executions.stop(executionNameOf(item));
  return ended;
}

async function close(ports: Pick<ApiPorts, 'records' | 'events' | 'clock'>, of: RunReference): Promise<void> {
  await closeStages(ports, of, null);
  if (!(await advance(ports, of, 'cancelled', { finishedAt: ports.clock.now() }))) return;
  await ports.events.publish({
    type: 'dev.likeness.run.cancelled',
    subject: `tenants/${of.tenant}/runs/${of.run}`,
    data: { run: of.run, subject: of.subject },
  });
}

/**
 * A new run of the same photos and settings, which finds what the jobs of the old one finished and goes on from there.
 * Asked again while that is under way it is the same one.
 * @returns the new run's id
 * @throws InputError `RunUnknown`, `RunNotOver`, `SubjectUnknown`, `UploadUnknown`, `PresetUnknown`, `RateExceeded`, `QuotaExceeded`
 */
export async function retryRun(
  ports: Pick<ApiPorts, 'records' | 'objects' | 'executions' | 'clock'>,
  home: Home,
  tenant: string,
  run: string,
  createdBy: string,
): Promise<string> {
  const item = await requireRun(ports, tenant, run);
  if (!isOver(item.status))
    throw new InputError('RunNotOver', `The run ${run} is under way: ${item.status}. Cancel it first.`);
  const before = referenceOf(item, tenant, home.bucket);
  await requireSubject(ports, before);
  const upload = await uploadOf(ports, before);
  const again = (run: string): RunReference => ({
    ...before,
    run,
    upload: retriedUploadUri({ ...before, run }, uploadIdOf(item)),
  });
  const estimate = estimateOfUpload(home, upload);
  const costLimit = typeof item.costLimit === 'number' ? item.costLimit : null;
  const asked = { run: again(ulid()), upload, estimate, costLimit, createdBy, retryOf: run };
  const fresh = await admit(ports, home, asked);
  await writeJson(ports.objects, again(fresh).upload, JSON.parse(JSON.stringify({ ...upload, run: fresh })));
  await startExecution(ports, again(fresh), upload.upload);
  return fresh;
}

async function uploadOf({ objects }: Pick<ApiPorts, 'objects'>, of: RunReference): Promise<Upload> {
  if ((await objects.head(of.upload)) !== undefined) return readUpload(objects, of);
  const inbox = inboxPrefix(of, '').replace(/\/$/, '');
  const kept = of.upload.startsWith(inbox) ? 'The photos of the run are no more in the inbox' : 'Its photos are gone';
  throw new InputError('UploadUnknown', `${kept}. Announce them again: POST /v1/subjects/${of.subject}/photos.`);
}

/** The execution of the run. */
export const executionNameOf = (item: RecordItem): string => executionName(uploadIdOf(item), String(item.run));
