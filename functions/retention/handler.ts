import { ulid } from 'ulid';
import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import {
  deletionKey,
  retentionIndex,
  retentionKey,
  type TenantReference,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import { outdated, retentionShape } from '../../lib/domain/retention.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { RemovalPorts } from '../deletion/ports.ts';
import { finish, newReceipt, readReceipt } from '../deletion/receipt.ts';
import { runsOf } from '../deletion/survey.ts';
import { jobUses, present, removeOutdated, servingAdapters } from './outdated.ts';

const pageSize = 100;
const requestedBy = 'retention';

/**
 * Called once a day: of every tenant that says how long it keeps what its runs leave, removes what is older, and notes it
 * in a receipt as a deletion does. What one call can't remove, the next one goes on with, and a tenant whose things can't be
 * removed keeps nobody else's.
 * @throws ServiceError `Internal` at the end, which names each tenant that failed and why; an AggregateError is its cause
 */
export function create(ports: RemovalPorts, home: Home) {
  return async (): Promise<{ readonly receipts: string[] }> => {
    const receipts: string[] = [];
    const failures: { readonly tenant: string; readonly error: unknown }[] = [];
    let after: string | undefined;
    do {
      const asked = { pk: retentionIndex, skPrefix: '', index: 'GSI1', limit: pageSize, after } as const;
      const { items, next } = await ports.records.page(asked);
      for (const item of items) {
        try {
          receipts.push(...(await keepTo(ports, home, item)));
        } catch (error) {
          failures.push({ tenant: tenantOf(item), error });
        }
      }
      after = next ?? undefined;
    } while (after !== undefined);
    if (failures.length > 0) {
      const told = failures.map(({ tenant, error }) => `${tenant}: ${String(error)}`).join('; ');
      const message = `What is too old was not removed, or not all. ${told}`;
      throw new ServiceError('Internal', message, {
        cause: new AggregateError(
          failures.map(({ error }) => error),
          message,
        ),
      });
    }
    return { receipts };
  };
}

const tenantOf = ({ pk }: RecordItem): string => pk.slice(tenantPartition('').length);

/** The deletion that was done; none where nothing is too old, or not all could be removed. */
async function keepTo(ports: RemovalPorts, home: Home, item: RecordItem): Promise<string[]> {
  const of: TenantReference = { bucket: home.bucket, tenant: tenantOf(item) };
  const begun = typeof item.deletion === 'string' ? item.deletion : null;
  const runs = await runsOf(ports, of.tenant);
  const kept = { runs, jobs: await jobUses(ports, of.tenant, runs), serving: await servingAdapters(ports, of.tenant) };
  const old = outdated(kept, retentionShape.parse(item), ports.clock.now());
  const going = await present(ports.objects, of, old);
  const nothing = [going.runs, going.uploads, going.jobs].every(({ length }) => length === 0);
  if (begun === null && nothing) return [];
  const deletion = begun ?? (await begin(ports, home, of.tenant));
  const receipt = await readReceipt(ports, of.tenant, deletion);
  if (receipt === undefined) return [];
  if (receipt.status === 'running' && !(await removeOutdated(ports, of, deletion, going))) return [];
  await finish(ports, of, receipt, []);
  await ports.records.update(retentionKey(of.tenant), { deletion: null }, { deletion });
  return [deletion];
}

async function begin({ records, clock }: RemovalPorts, { forgetting }: Home, tenant: string): Promise<string> {
  const requestedAt = clock.now();
  const deletion = ulid(Date.parse(requestedAt));
  const receipt = newReceipt({
    deletion,
    reason: 'retention',
    subject: null,
    requestedBy,
    requestedAt,
    lastLookAt: requestedAt,
    horizons: forgetting.horizons.map((horizon) => ({ ...horizon })),
  });
  await records.transact([
    { update: retentionKey(tenant), changes: { deletion }, expected: { deletion: null } },
    { create: { ...deletionKey(tenant, deletion), ...receipt } },
  ]);
  return deletion;
}
