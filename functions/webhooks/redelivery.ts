import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { type CloudEvent, cloudEvent } from '../../lib/domain/cloud-event.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { deliveryKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import { type Delivery, pingType } from '../../lib/domain/webhooks.ts';
import type { Delays } from '../../lib/ports/delays.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { type DeliveryReference, deliver, deliveryIn, readDelivery } from './deliveries.ts';
import { existingHook, type WebhookReference } from './hooks.ts';

type SendingPorts = Pick<Ports, 'records' | 'clock'> & { readonly delays: Delays };

/**
 * One page of a webhook's deliveries, newest first, without those that the table is about to forget.
 * @throws InputError `WebhookUnknown`, `CursorInvalid`
 */
export async function deliveries(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  of: WebhookReference,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ data: Delivery[]; next: string | null }> {
  await existingHook(records, of);
  const now = Date.parse(clock.now()) / 1000;
  const asked = { pk: tenantPartition(of.tenant), skPrefix: deliveryKeyStart(of.hook), limit, after: cursor };
  const { items, next } = await records.page({ ...asked, newestFirst: true });
  return { data: items.map(deliveryIn).filter(({ expiresAt }) => expiresAt > now), next };
}

/**
 * Sends a delivery's event again, as a new delivery with attempts of its own; the receiver knows it by its `webhook-id`.
 * @throws InputError `WebhookUnknown` also where there is no such delivery, `WebhookInvalid` for a disabled webhook
 */
export async function redeliver(ports: SendingPorts, of: DeliveryReference): Promise<Delivery> {
  await requireEnabled(ports, of);
  const delivery = await readDelivery(ports.records, of);
  if (delivery !== undefined) return send(ports, of, delivery.event);
  throw new InputError('WebhookUnknown', `The webhook ${of.hook} has no delivery ${of.delivery}.`);
}

/**
 * Sends it an event of type `dev.likeness.ping`, whatever it asks for.
 * @throws InputError `WebhookUnknown`, `WebhookInvalid` for a disabled webhook
 */
export async function test(ports: SendingPorts, of: WebhookReference): Promise<Delivery> {
  await requireEnabled(ports, of);
  const fact = { type: pingType, subject: `tenants/${of.tenant}/webhooks/${of.hook}`, data: { hook: of.hook } };
  return send(ports, of, cloudEvent(fact, randomUUID(), ports.clock.now()));
}

const send = (ports: SendingPorts, { tenant, hook }: WebhookReference, event: CloudEvent): Promise<Delivery> =>
  deliver(ports, { tenant, hook, delivery: ulid(Date.parse(ports.clock.now())) }, event);

async function requireEnabled({ records }: SendingPorts, of: WebhookReference): Promise<void> {
  if ((await existingHook(records, of)).enabled) return;
  throw new InputError('WebhookInvalid', `The webhook ${of.hook} is disabled. Enable it, then send to it.`);
}
