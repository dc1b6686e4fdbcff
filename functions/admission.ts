import { InputError } from '../lib/domain/errors.ts';
import type { Home } from '../lib/domain/home.ts';
import {
  activeRunsKey,
  quotasKey,
  type RunReference,
  runKey,
  spendingKey,
  subjectKey,
  subjectRunKey,
  uploadKey,
} from '../lib/domain/keys.ts';
import { type Quotas, quotasOf } from '../lib/domain/quotas.ts';
import type { Upload } from '../lib/domain/upload.ts';
import type { Ports } from '../lib/ports/index.ts';
import type { Write } from '../lib/ports/records.ts';
import { subjectUnknown } from './subject-unknown.ts';

type AdmissionPorts = Pick<Ports, 'records' | 'clock'>;

/** A run as it was asked for. */
export interface AskedRun {
  readonly run: RunReference;
  readonly upload: Upload;
  /** In micro-dollars; null where no price is known. */
  readonly estimate: number | null;
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
 * @returns the run that the upload became: another one, where somebody was quicker
 * @throws InputError `QuotaExceeded`, `SubjectUnknown` for a subject that is being deleted
 */
export async function admit(ports: AdmissionPorts, home: Home, asked: AskedRun): Promise<string> {
  const { records, clock } = ports;
  const { run, upload, estimate, createdBy, costLimit, retryOf } = asked;
  const now = clock.now();
  const month = now.slice(0, 7);
  for (;;) {
    if ((await records.get(subjectKey(run)))?.status === 'deleting') throw subjectUnknown(run.subject);
    if ((await records.get(runKey(run))) !== undefined) return run.run;
    const announced = await records.get(uploadKey(run, upload.upload));
    if (retryOf === undefined && typeof announced?.run === 'string' && announced.run !== run.run) return announced.run;
    const use = await quotaUse(ports, home, run.tenant);
    checkQuotas(use, estimate ?? 0);
    const key = runKey(run);
    const item = {
      ...key,
      gsi1pk: `${key.pk}#queued`,
      gsi1sk: key.sk,
      status: 'queued',
      run: run.run,
      subject: run.subject,
      category: upload.category,
      preset: upload.preset,
      changes: upload.changes === undefined ? {} : { ...upload.changes },
      seed: upload.seed,
      upload: run.upload,
      createdAt: now,
      createdBy,
      estimate,
      costLimit,
      retryOf: retryOf ?? null,
      // What its end gives back.
      counted: { month, usdMicros: estimate ?? 0 },
    };
    const { quotas } = use;
    const writes: Write[] = [
      { create: item },
      { create: { ...subjectRunKey(run), run: run.run } },
      { add: activeRunsKey(run.tenant), amounts: { runs: 1 }, atMost: { runs: quotas.runsAtOnce } },
      {
        add: spendingKey(run.tenant, month),
        amounts: { usdMicros: estimate ?? 0 },
        atMost: { usdMicros: quotas.usdMicrosPerMonth },
      },
    ];
    if (announced !== undefined && retryOf === undefined) {
      writes.push({
        update: uploadKey(run, upload.upload),
        changes: { run: run.run },
        expected: { run: announced.run },
      });
    }
    if (await records.transact(writes)) return run.run;
    // Somebody was quicker, with this run or with another: look again.
  }
}

export async function quotaUse({ records, clock }: AdmissionPorts, home: Home, tenant: string): Promise<QuotaUse> {
  const [changed, active, spending] = await Promise.all([
    records.get(quotasKey(tenant)),
    records.get(activeRunsKey(tenant)),
    records.get(spendingKey(tenant, clock.now().slice(0, 7))),
  ]);
  return {
    quotas: quotasOf(changed, home.quotas),
    runs: Number(active?.runs ?? 0),
    usdMicros: Number(spending?.usdMicros ?? 0),
  };
}

/** @throws InputError `QuotaExceeded` */
export function checkQuotas({ quotas, runs, usdMicros }: QuotaUse, estimate: number): void {
  if (runs + 1 > quotas.runsAtOnce) {
    throw new InputError(
      'QuotaExceeded',
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
