import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { z } from 'zod';
import type { CloudEvent } from '../../lib/domain/cloud-event.ts';
import { deliveryKey, deliveryKeyStart, NAME, tenantPartition } from '../../lib/domain/keys.ts';
import { deliveryRetention } from '../../lib/domain/webhook-retries.ts';
import type { Delivery } from '../../lib/domain/webhooks.ts';
import type { Delays } from '../../lib/ports/delays.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { WebhookReference } from './hooks.ts';

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

/** What the queue carries: a delivery that has an attempt before it. */
export const deliveryReference = z.object({ tenant: z.string().regex(NAME), hook: id, delivery: id });
export type DeliveryReference = z.infer<typeof deliveryReference>;

export const keyOf = ({ tenant, hook, delivery }: DeliveryReference) => deliveryKey(tenant, hook, delivery);

/** The one delivery of this event to this webhook: its time is the event's, and what is random in others is their digest. */
export function firstDelivery({ id, time }: CloudEvent, hook: string): string {
  const digest = createHash('sha256').update(`${hook} ${id}`).digest().values();
  return ulid(Date.parse(time), () => (digest.next().value ?? 0) / 256);
}

/**
 * Makes the delivery and has it sent. Where it is there already nothing is made, and it is sent only if nobody has begun
 * to: whoever made it may have stopped before that.
 */
export async function deliver(
  { records, delays, clock }: Pick<Ports, 'records' | 'clock'> & { readonly delays: Delays },
  of: DeliveryReference,
  event: CloudEvent,
): Promise<Delivery> {
  const now = clock.now();
  const made: Delivery = {
    delivery: of.delivery,
    hook: of.hook,
    event,
    status: 'pending',
    attempts: [],
    nextAt: now,
    createdAt: now,
    expiresAt: Math.floor(Date.parse(now) / 1000) + deliveryRetention,
  };
  const isNew = await records.create({ ...keyOf(of), ...made, event: { ...event } });
  const delivery = isNew ? made : ((await readDelivery(records, of)) ?? made);
  if (delivery.status === 'pending' && delivery.attempts.length === 0) await delays.later({ ...of }, 0);
  return delivery;
}

export async function readDelivery(records: Ports['records'], of: DeliveryReference): Promise<Delivery | undefined> {
  const item = await records.get(keyOf(of));
  return item === undefined ? undefined : deliveryIn(item);
}

/** One webhook's deliveries, oldest first. */
export async function deliveriesOf(records: Ports['records'], { tenant, hook }: WebhookReference): Promise<Delivery[]> {
  return (await records.query(tenantPartition(tenant), deliveryKeyStart(hook))).map(deliveryIn);
}

/** Deletes all of them, several at once. */
export async function removeDeliveries(records: Ports['records'], of: WebhookReference): Promise<void> {
  const keys = (await deliveriesOf(records, of)).map(({ delivery }) => keyOf({ ...of, delivery }));
  while (keys.length > 0) await Promise.all(keys.splice(0, 25).map((key) => records.delete(key)));
}

export function deliveryIn({ pk: _pk, sk: _sk, ...members }: RecordItem): Delivery {
  return members as unknown as Delivery;
}
