import type { MiddlewareHandler } from 'hono';
import { ulid } from 'ulid';
import { auditKey, auditKeyStart, auditPartition, tenantPartition } from '../../lib/domain/keys.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { ApiEnv, ApiPorts } from './context.ts';

/** One thing that somebody changed. It holds ids alone: no bodies, and nothing that is secret. */
export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly principal: string;
  /** What the principal is called. */
  readonly name: string;
  /** Method and path template: `POST /v1/runs/{run}/cancel`. */
  readonly operation: string;
  /** What stood for the template's parameters. */
  readonly targets: Record<string, string>;
  /** The address of what was made, where something was: `/v1/runs/01J...`. */
  readonly made: string | null;
  readonly status: number;
  readonly requestId: string;
}

const keptSeconds = 365 * 24 * 3600;

/** Keeps that the operation was done, once it was; what is refused or fails leaves nothing. */
export function audited(operation: string): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    await next();
    const { status, headers } = context.res;
    if (context.error !== undefined || status >= 400 || context.get('tried')) return;
    const { tenant, principal, name } = context.get('identity');
    const { records, clock } = context.get('ports');
    const at = clock.now();
    const key = auditKey(tenant, ulid(Date.parse(at)));
    await records.create({
      ...key,
      gsi1pk: auditPartition(tenant, principal),
      gsi1sk: key.sk,
      ...{ at, principal, name, operation, targets: context.req.param() as Record<string, string> },
      ...{ made: headers.get('Location'), status, requestId: context.get('requestId') },
      expiresAt: Math.floor(Date.parse(at) / 1000) + keptSeconds,
    });
  };
}

/** One page of the tenant's entries, the newest first. */
export async function listAudit(
  { records }: Pick<ApiPorts, 'records'>,
  tenant: string,
  { principal, limit, cursor }: { principal?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: AuditEntry[]; next: string | null }> {
  const { items, next } = await records.page({
    ...(principal === undefined
      ? { pk: tenantPartition(tenant) }
      : { pk: auditPartition(tenant, principal), index: 'GSI1' as const }),
    skPrefix: auditKeyStart,
    limit,
    newestFirst: true,
    ...(cursor !== undefined && { after: cursor }),
  });
  return { data: items.map(entryOf), next };
}

const entryOf = (item: RecordItem): AuditEntry => ({
  id: item.sk.slice(auditKeyStart.length),
  at: String(item.at),
  principal: String(item.principal),
  name: String(item.name),
  operation: String(item.operation),
  targets: { ...(item.targets as Record<string, string>) },
  made: typeof item.made === 'string' ? item.made : null,
  status: Number(item.status),
  requestId: String(item.requestId),
});
