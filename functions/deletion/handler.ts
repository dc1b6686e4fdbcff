import { z } from 'zod';
import type { Receipt } from '../../lib/domain/deletion.ts';
import type { Home } from '../../lib/domain/home.ts';
import {
  adapterPointersPrefix,
  endpointKey,
  type SubjectReference,
  subjectInboxPrefix,
  subjectKey,
  subjectPrefix,
} from '../../lib/domain/keys.ts';
import { deployedAdapters, purgeIndexes, takeOff } from './adapters.ts';
import { acceptedOfOthers, purgeBorrowed } from './borrowed.ts';
import { Ledger } from './ledger.ts';
import { purge } from './objects.ts';
import type { DeletionPorts } from './ports.ts';
import { finish, readReceipt } from './receipt.ts';
import { removeAll, removeRecords } from './records.ts';
import { cancelRuns, endExecutions } from './runs.ts';
import { adaptersOf, executionOf, jobsOf, type KnownRun, runsOf } from './survey.ts';

const message = z.object({ tenant: z.string(), deletion: z.string() });

/** Seconds until it looks again whether what it waits for has ended. */
const pause = 10;

/**
 * Does as much of a deletion as can be done, and has itself called again until the receipt is `done`. Called more often
 * than that it does no harm; what it began when it broke off, it goes on with.
 * @throws what the ports throw: then it is to be called again
 */
export function create(ports: DeletionPorts, home: Home) {
  return async (event: unknown): Promise<{ readonly done: boolean }> => {
    const { tenant, deletion } = message.parse(event);
    const receipt = await readReceipt(ports, tenant, deletion);
    if (receipt === undefined || receipt.subject === null) return { done: true };
    const of = { bucket: home.bucket, tenant, subject: receipt.subject };
    if (receipt.status === 'running') {
      const began = ports.clock.now();
      const complete = await removeSubject(ports, of, receipt);
      if (!complete || began < receipt.lastLookAt) {
        const left = Math.ceil((Date.parse(receipt.lastLookAt) - Date.parse(began)) / 1000);
        await ports.deletions.later({ tenant, deletion }, complete ? left : pause);
        return { done: false };
      }
    }
    await finish(ports, of, receipt, [{ remove: subjectKey(of) }]);
    return { done: true };
  };
}

/**
 * Removes what there is of the subject but its own record. Each step leaves nothing that a later one could bring back: who
 * writes ends first, then who answers, then what they read.
 * @returns false where something has to be waited for
 */
async function removeSubject(
  ports: DeletionPorts,
  of: SubjectReference,
  { deletion, requestedAt }: Receipt,
): Promise<boolean> {
  const { objects } = ports;
  const ledger = await Ledger.open(objects, of, deletion);
  const runs = await runsOf(ports, of.tenant);
  const own = runs.filter(({ subject }) => subject === of.subject);
  await noteAll(ports, of, ledger, own);
  const { known } = ledger;
  await cancelRuns(ports, of, own);
  if (!(await endExecutions(ports, known.executions))) return false;

  await removeAll(ports, await existing(ports, endpointKey(of)), ledger);
  await purge(objects, adapterPointersPrefix(of), ledger);
  if (!(await takeOff(ports, known.adapters))) return false;

  await purge(objects, subjectInboxPrefix(of), ledger);
  await purge(objects, subjectPrefix(of), ledger);
  await purgeBorrowed(ports, of, ledger, await acceptedOfOthers(ports, of, runs));
  await purgeIndexes(objects, of, ledger, known.digests);
  for (const name of known.executions) await ports.executions.forget(name);
  for (const job of known.jobs) await ports.jobLogs.forget(job);
  await removeRecords(ports, of.tenant, { subject: of.subject, runs: known.runs }, ledger);
  await ledger.note([{ record: subjectKey(of).sk }]);
  return !runs.some((run) => run.subject !== of.subject && mayStillBorrow(run, requestedAt));
}

/** Writes down by what names everything is known, while there are records that tell. */
async function noteAll(
  ports: DeletionPorts,
  of: SubjectReference,
  ledger: Ledger,
  runs: readonly KnownRun[],
): Promise<void> {
  await ledger.note([
    ...runs.map((run) => ({ run: run.run, execution: executionOf(run) })),
    ...(await jobsOf(ports, of)).map(({ name }) => ({ job: name })),
    ...(await adaptersOf(ports, of)),
    ...(await deployedAdapters(ports.objects, of)),
  ]);
}

async function existing({ records }: DeletionPorts, key: ReturnType<typeof endpointKey>) {
  const item = await records.get(key);
  return item === undefined ? [] : [item];
}

/** Who began to accept photos before the deletion may have looked up who lends. */
const mayStillBorrow = ({ validatingSince }: KnownRun, requestedAt: string): boolean =>
  validatingSince !== null && validatingSince <= requestedAt;
