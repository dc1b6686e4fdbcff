import { webhookKey } from '../../lib/domain/keys.ts';
import { hasFailedTooLong } from '../../lib/domain/webhook-retries.ts';
import { type DisabledReason, disabledType, type Webhook } from '../../lib/domain/webhooks.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readHook, type WebhookReference } from './hooks.ts';

type RecordsAndEvents = Pick<Ports, 'records' | 'events'>;

/** What is set on a webhook that has nothing against it. */
export const inGoodHealth = { failures: 0, failingSince: null, disabledReason: null };

/** Something reached it. */
export async function noteSuccess(
  { records }: RecordsAndEvents,
  { tenant, hook }: WebhookReference,
  { failures }: Webhook,
): Promise<void> {
  if (failures > 0) await records.update(webhookKey(tenant, hook), { failures: 0, failingSince: null });
}

/**
 * An attempt that began at `at` failed.
 * @param died the delivery was given up with it; only then can the webhook be, so that one that is hardly ever used
 *   has a whole day to come back
 */
export async function noteFailure(
  ports: RecordsAndEvents,
  of: WebhookReference,
  { at, died }: { readonly at: string; readonly died: boolean },
): Promise<void> {
  for (;;) {
    const hook = await readHook(ports.records, of);
    if (hook === undefined) return;
    const { failures } = hook;
    const failingSince = hook.failingSince ?? at;
    const change = { failures: failures + 1, failingSince };
    if (!(await ports.records.update(webhookKey(of.tenant, of.hook), change, { failures }))) continue;
    if (died && hasFailedTooLong(failingSince, at)) await disable(ports, of, hook, 'failing');
    return;
  }
}

/** Disables it, and says so once. */
export async function disable(
  { records, events }: RecordsAndEvents,
  { tenant, hook }: WebhookReference,
  { url }: Webhook,
  reason: DisabledReason,
): Promise<void> {
  const change = { enabled: false, disabledReason: reason };
  if (!(await records.update(webhookKey(tenant, hook), change, { enabled: true }))) return;
  await events.publish({
    type: disabledType,
    subject: `tenants/${tenant}/webhooks/${hook}`,
    data: { hook, url, reason },
  });
}
