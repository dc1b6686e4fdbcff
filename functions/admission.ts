import { type Estimate, estimateOf } from '../lib/domain/cost.ts';
import { InputError } from '../lib/domain/errors.ts';
import type { Home } from '../lib/domain/home.ts';
import {
  activeRunsKey,
  type RunReference,
  runKey,
  spendingKey,
  subjectKey,
  subjectRunKey,
  uploadKey,
} from '../lib/domain/keys.ts';
import type { Quotas } from '../lib/domain/quotas.ts';
import { isFinal, isRunStatus } from '../lib/domain/run.ts';
import type { Upload } from '../lib/domain/upload.ts';
import type { Ports } from '../lib/ports/index.ts';
import type { RecordItem, RecordKey, Write } from '../lib/ports/records.ts';
import { quotasFor } from './quotas.ts';
import { askedFacts } from './run-record.ts';
import { subjectUnknown } from './subject-unknown.ts';

type AdmissionPorts = Pick<Ports, 'records' | 'clock'>;

/** A run as it was asked for. */
export interface AskedRun {
  readonly run: RunReference;
  readonly upload: Upload;
  /** What it may come to, as `estimateOfUpload` has it. */
  readonly estimate: Estimate;
  /** In micro-dollars: the run ends once it has cost this much; null for no limit of its own. */
  readonly costLimit: number | null;
  /** Whoever asked for it. */
  readonly createdBy: string;
  /** The run that this one tries again. */
  readonly retryOf?: string;
}

/** What the tenant has under way and may have. */
export interface QuotaUse {
  readonly quotas: Quotas;
  readonly runs: number;
  readonly usdMicros: number;
}

/**
 * Takes a run in: its record, its place among the tenant's runs at once, and what it may come to of the month's money,
 * all or nothing. The same run again is success.
 * @returns the run that the upload became, or the retry that is under way: another one, where somebody was quicker
 * @throws InputError `RateExceeded`, `QuotaExceeded`; `UploadInvalid` for a run that is another upload's; `SubjectUnknown` for a subject that is
 *   being deleted
 */
export async function admit(ports: AdmissionPorts, home: Home, asked: AskedRun): Promise<string> {
  const { records, clock } = ports;
  const { run, costLimit, retryOf } = asked;
  const { usdMicros, ...estimated } = asked.estimate;
  const counted = usdMicros ?? 0;
  const now = clock.now();
  const month = now.slice(0, 7);
  for (;;) {
    if ((await records.get(subjectKey(run)))?.status === 'deleting') throw subjectUnknown(run.subject);
    const known = await records.get(runKey(run));
    if (known !== undefined) {
      if (typeof known.upload !== 'string' || known.upload === run.upload) return run.run;
      throw new InputError('UploadInvalid', `The run ${run.run} is of other photos. Give the upload a run of its own.`);
    }
    const claim = await readClaim(records, asked);
    if (claim.run !== undefined) return claim.run;
    const use = await quotaUse(ports, home, run.tenant);
    checkQuotas(use, counted);
    const key = runKey(run);
    const item = {
      ...key,
      gsi1pk: `${key.pk}#queued`,
      gsi1sk: key.sk,
      status: 'queued',
      ...askedFacts(asked),
      createdAt: now,
      estimate: usdMicros,
      estimated: { ...estimated, stages: estimated.stages.map((stage) => ({ ...stage })) },
      costLimit,
      retryOf: retryOf ?? null,
      // What its end gives back.
      counted: { month, usdMicros: counted },
    };
    const { quotas } = use;
    const writes: Write[] = [
      { create: item },
      { create: { ...subjectRunKey(run), run: run.run } },
      { add: activeRunsKey(run.tenant), amounts: { runs: 1 }, atMost: { runs: quotas.runsAtOnce } },
      {
        add: spendingKey(run.tenant, month),
        amounts: { usdMicros: counted },
        atMost: { usdMicros: quotas.usdMicrosPerMonth },
      },
    ];
    if (claim.before !== undefined) {
      const { [claim.member]: held } = claim.before;
      writes.push({ update: claim.key, changes: { [claim.member]: run.run }, expected: { [claim.member]: held } });
    }
    if (await records.transact(writes)) return run.run;
    // Somebody was quicker, with this run or with another: look again.
  }
}

/** What becomes one run and no other: the upload; or the run that is tried again, until that try is over. */
interface Claim {
  readonly key: RecordKey;
  readonly member: 'run' | 'retriedBy';
  /** The record; undefined where nobody announced the upload. */
  readonly before: RecordItem | undefined;
  /** Whose it is already. */
  readonly run: string | undefined;
}

async function readClaim(records: Ports['records'], { run, upload, retryOf }: AskedRun): Promise<Claim> {
  const { tenant } = run;
  if (retryOf === undefined) {
    const key = uploadKey(run, upload.upload);
    const before = await records.get(key);
    return { key, member: 'run', before, run: typeof before?.run === 'string' ? before.run : undefined };
  }
  const key = runKey({ tenant, run: retryOf });
  const before = await records.get(key);
  const last = typeof before?.retriedBy === 'string' ? before.retriedBy : undefined;
  const status = last && (await records.get(runKey({ tenant, run: last })))?.status;
  const isUnderWay = isRunStatus(status) && !isFinal(status);
  return { key, member: 'retriedBy', before, run: isUnderWay ? last : undefined };
}

/**
 * What the run of an upload may come to.
 * @throws InputError `PresetUnknown`
 */
export function estimateOfUpload(home: Home, { preset, files }: Pick<Upload, 'preset' | 'files'>): Estimate {
  const count = (role: string): number => files.filter((file) => file.role === role).length;
  return estimateOf({ ...home, preset, references: count('reference'), heldOut: count('held-out') });
}

export async function quotaUse(ports: AdmissionPorts, home: Home, tenant: string): Promise<QuotaUse> {
  const { records, clock } = ports;
  const [quotas, active, spending] = await Promise.all([
    quotasFor(ports, home, tenant),
    records.get(activeRunsKey(tenant)),
    records.get(spendingKey(tenant, clock.now().slice(0, 7))),
  ]);
  return {
    quotas,
    runs: Number(active?.runs ?? 0),
    usdMicros: Number(spending?.usdMicros ?? 0),
  };
}

/** @throws InputError `RateExceeded`, `QuotaExceeded` */
export function checkQuotas({ quotas, runs, usdMicros }: QuotaUse, estimate: number): void {
  if (runs + 1 > quotas.runsAtOnce) {
    throw new InputError(
      'RateExceeded',
      `${runs} runs are under way and ${quotas.runsAtOnce} may be at once. Wait for one to end, or cancel one.`,
    );
  }
  if (usdMicros + estimate > quotas.usdMicrosPerMonth) {
    const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(2)}`;
    throw new InputError(
      'QuotaExceeded',
      `The run may come to ${dollars(estimate)}; this month's runs have come to ${dollars(usdMicros)} of ${dollars(quotas.usdMicrosPerMonth)}. An admin can raise the quota.`,
    );
  }
}
