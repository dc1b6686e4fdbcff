import { z } from '@hono/zod-openapi';
import { webhookLimits } from '../../../lib/domain/webhooks.ts';
import { time, ulid } from './common.ts';

export const hookId = z.strictObject({ webhook: ulid.openapi({ param: { name: 'webhook', in: 'path' } }) });

export const deliveryId = hookId.extend({ delivery: ulid.openapi({ param: { name: 'delivery', in: 'path' } }) });

const url = z.string().max(webhookLimits.url).openapi({ example: 'https://hooks.example/likeness' });
const events = z
  .array(z.string().max(100))
  .min(1)
  .max(webhookLimits.events)
  .openapi({ description: 'Types of events, prefixes such as `dev.likeness.run.*`, or `*`.', example: ['*'] });
const description = z.string().max(webhookLimits.description);

export const newWebhook = z.strictObject({ url, events, description: description.default('') }).openapi('NewWebhook');

export const webhookChanges = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi('WebhookChanges');

export const webhookSchema = z
  .object({
    hook: ulid,
    url: z.string(),
    description: z.string(),
    events: z.array(z.string()),
    secrets: z.array(z.object({ last4: z.string(), createdAt: time, expiresAt: time.nullable() })),
    enabled: z.boolean(),
    disabledReason: z.enum(['gone', 'failing']).nullable(),
    failures: z.int(),
    failingSince: time.nullable(),
    createdAt: time,
    createdBy: z.string(),
  })
  .openapi('Webhook');

export const webhookWithSecret = webhookSchema
  .extend({ secret: z.string().openapi({ description: 'Keep it: no other answer has it.' }) })
  .openapi('WebhookWithSecret');

export const deliverySchema = z
  .object({
    delivery: ulid,
    hook: ulid,
    event: z.looseObject({ id: z.string(), type: z.string(), subject: z.string(), time }),
    status: z.enum(['pending', 'delivered', 'failed', 'dead']),
    attempts: z.array(
      z.object({ at: time, status: z.int().nullable(), milliseconds: z.number(), error: z.string().nullable() }),
    ),
    nextAt: time.nullable(),
    createdAt: time,
    expiresAt: z.int().openapi({ description: 'Seconds since 1970.' }),
  })
  .openapi('Delivery');
