import {
  adapterKey,
  adapterPointerUri,
  endpointKey,
  inboxPrefix,
  jobPrefix,
  photosPrefix,
  runPrefix,
  type SubjectReference,
  stageKeyStart,
  type TenantReference,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import type { JobUse, Outdated } from '../../lib/domain/retention.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import { purgeIndexes, takeOff } from '../deletion/adapters.ts';
import { Ledger } from '../deletion/ledger.ts';
import { purge } from '../deletion/objects.ts';
import type { RemovalPorts } from '../deletion/ports.ts';
import { removeAll, removeRecords } from '../deletion/records.ts';
import { adaptersOf, everyRecord, executionOf, jobsOf, type KnownRun } from '../deletion/survey.ts';

/** Which jobs' results the runs use. */
export async function jobUses(
  ports: Pick<Ports, 'records'>,
  tenant: string,
  runs: readonly KnownRun[],
): Promise<JobUse[]> {
  const subjects = new Map(runs.map(({ run, subject }) => [run, subject]));
  const uses: JobUse[] = [];
  const start = stageKeyStart({ run: '' }).replace(/#+$/, '#');
  for await (const items of everyRecord(ports, tenant, start)) {
    for (const { sk, stage, digest } of items) {
      const run = sk.split('#')[1] ?? '';
      const subject = subjects.get(run);
      if (subject === undefined || typeof digest !== 'string') continue;
      uses.push({ run, subject, stage: String(stage), digest });
    }
  }
  return uses;
}

/** The names of adapters that endpoints of the tenant answer with, or can go back to. */
export async function servingAdapters(ports: Pick<Ports, 'records'>, tenant: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const items of everyRecord(ports, tenant, endpointKey({ tenant, subject: '' }).sk)) {
    for (const name of items.flatMap(({ adapter, previous }) => [adapter, previous])) {
      if (typeof name === 'string') names.add(name);
    }
  }
  return names;
}

/** Without the photos and results that are gone already. */
export async function present(objects: ObjectStore, of: TenantReference, going: Outdated): Promise<Outdated> {
  const isThere = async (...prefixes: string[]): Promise<boolean> => {
    for (const prefix of prefixes) if ((await objects.list(prefix)).length > 0) return true;
    return false;
  };
  const kept = async <T>(things: readonly T[], prefixesOf: (thing: T) => string[]): Promise<T[]> => {
    const found: T[] = [];
    for (const thing of things) if (await isThere(...prefixesOf(thing))) found.push(thing);
    return found;
  };
  const uploads = await kept(going.uploads, (upload) => photoPrefixes(of, upload));
  const jobs = await kept(going.jobs, ({ subject, digest }) => [jobPrefix({ ...of, subject }, digest)]);
  return { ...going, uploads, jobs };
}

const photoPrefixes = (of: TenantReference, { subject, upload }: Outdated['uploads'][number]): string[] => [
  inboxPrefix({ ...of, subject }, upload),
  photosPrefix({ ...of, subject }, upload),
];

/**
 * Removes it all; records last, since they tell what there is. Those of attempts at jobs stay: names of jobs are unique for
 * ever, and the next attempt counts on from them.
 * @returns false where an endpoint can't give up an adapter yet
 */
export async function removeOutdated(
  ports: RemovalPorts,
  of: TenantReference,
  deletion: string,
  going: Outdated,
): Promise<boolean> {
  const { objects } = ports;
  const ledger = await Ledger.open(objects, of, deletion);
  const subjects = [...new Set([...going.runs, ...going.jobs].map(({ subject }) => subject))];
  const places = subjects.map((subject): SubjectReference => ({ ...of, subject }));
  for (const place of places) await noteNames(ports, place, ledger, going);
  await ledger.note(going.runs.map((run) => ({ run: run.run, execution: executionOf(run) })));

  const { adapters, executions, jobs, digests, runs } = ledger.known;
  for (const place of places)
    for (const digest of digests) await purge(objects, adapterPointerUri(place, digest), ledger);
  if (!(await takeOff(ports, adapters))) return false;
  for (const upload of going.uploads)
    for (const prefix of photoPrefixes(of, upload)) await purge(objects, prefix, ledger);
  for (const { subject, digest } of going.jobs) await purge(objects, jobPrefix({ ...of, subject }, digest), ledger);
  for (const run of going.runs) await purge(objects, runPrefix({ ...of, ...run }), ledger);
  await purgeIndexes(objects, of, ledger, digests);
  for (const name of executions) await ports.executions.forget(name);
  for (const job of jobs) await ports.jobLogs.forget(job);
  for (const place of places) {
    const items = await ports.records.query(tenantPartition(of.tenant), adapterKey(place, '').sk);
    await removeAll(
      ports,
      items.filter(({ name }) => adapters.includes(String(name))),
      ledger,
    );
  }
  await removeRecords(ports, of.tenant, { subject: null, runs }, ledger);
  return true;
}

/** Of one subject: the jobs whose results go, and the adapters. */
async function noteNames(ports: RemovalPorts, place: SubjectReference, ledger: Ledger, going: Outdated): Promise<void> {
  const gone = new Set(going.jobs.filter(({ subject }) => subject === place.subject).map(({ digest }) => digest));
  const jobs = (await jobsOf(ports, place)).filter(({ digest }) => gone.has(digest));
  const adapters = (await adaptersOf(ports, place)).filter(({ adapter }) => going.adapters.includes(adapter));
  await ledger.note([...jobs.map(({ name }) => ({ job: name })), ...adapters]);
}
