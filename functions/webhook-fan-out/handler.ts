import { z } from 'zod';
import type { CloudEvent } from '../../lib/domain/cloud-event.ts';
import type { Home } from '../../lib/domain/home.ts';
import { isWanted, tenantOf } from '../../lib/domain/webhooks.ts';
import type { Delays } from '../../lib/ports/delays.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { type DeliveryReference, deliver, firstDelivery } from '../webhooks/deliveries.ts';
import { hooksOf } from '../webhooks/hooks.ts';

/** The bus's event, whose detail is ours. */
const busEvent = z.object({
  detail: z.object({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    data: z.record(z.string(), z.json()),
  }),
});

/**
 * Has an event delivered to each webhook of its tenant that asks for it and was there when it happened. However often
 * the bus hands it over, that is one delivery to each.
 */
export function create(ports: Pick<Ports, 'records' | 'clock'> & { readonly delays: Delays }, _home: Home) {
  return async (event: unknown): Promise<{ deliveries: DeliveryReference[] }> => {
    const detail = busEvent.parse(event).detail as CloudEvent;
    const tenant = tenantOf(detail.subject);
    if (tenant === undefined) return { deliveries: [] };
    const hooks = await hooksOf(ports.records, tenant);
    const deliveries = hooks
      .filter(({ enabled, events, createdAt }) => enabled && isWanted(events, detail.type) && createdAt <= detail.time)
      .map(({ hook }) => ({ tenant, hook, delivery: firstDelivery(detail, hook) }));
    for (const of of deliveries) await deliver(ports, of, detail);
    return { deliveries };
  };
}
