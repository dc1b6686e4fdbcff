import { InputError } from '../../lib/domain/errors.ts';
import { tenantPartition, webhookKey, webhookKeyStart } from '../../lib/domain/keys.ts';
import type { Webhook } from '../../lib/domain/webhooks.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { RecordItem } from '../../lib/ports/records.ts';

/** Which webhook of which tenant. */
export interface WebhookReference {
  readonly tenant: string;
  readonly hook: string;
}

/** A tenant's webhooks, oldest first. */
export async function hooksOf(records: Ports['records'], tenant: string): Promise<Webhook[]> {
  return (await records.query(tenantPartition(tenant), webhookKeyStart)).map(hookIn);
}

export async function readHook(
  records: Ports['records'],
  { tenant, hook }: WebhookReference,
): Promise<Webhook | undefined> {
  const item = await records.get(webhookKey(tenant, hook));
  return item === undefined ? undefined : hookIn(item);
}

/** @throws InputError `WebhookUnknown` */
export async function existingHook(records: Ports['records'], of: WebhookReference): Promise<Webhook> {
  const webhook = await readHook(records, of);
  if (webhook === undefined) throw notFound(of);
  return webhook;
}

export const notFound = ({ hook }: WebhookReference): InputError =>
  new InputError('WebhookUnknown', `There is no webhook ${hook}.`);

function hookIn({ pk: _pk, sk: _sk, ...members }: RecordItem): Webhook {
  return members as unknown as Webhook;
}
