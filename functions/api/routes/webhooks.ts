import { z } from '@hono/zod-openapi';
import type { Delivery } from '../../../lib/domain/webhooks.ts';
import { quotasFor } from '../../quotas.ts';
import { deliveries, redeliver, test } from '../../webhooks/redelivery.ts';
import { create, get, list, remove, rotate, type ShownWebhook, update } from '../../webhooks/subscriptions.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { json, jsonBody, pageOf, paging } from '../schemas/common.ts';
import {
  deliveryId,
  deliverySchema,
  hookId,
  newWebhook,
  webhookChanges,
  webhookSchema,
  webhookWithSecret,
} from '../schemas/webhooks.ts';

const tags = ['webhooks'];
const scope = 'likeness/admin';
const path = '/v1/webhooks/{webhook}';
const known = { scope, problems: [404] } as const;

const operations = {
  create: operation(
    { scope },
    {
      method: 'post',
      path: '/v1/webhooks',
      tags,
      summary: 'Be told of events',
      request: { body: jsonBody(newWebhook) },
      responses: { 201: json(webhookWithSecret, 'The webhook, with the secret that signs.') },
    },
  ),
  list: operation(
    { scope },
    {
      method: 'get',
      path: '/v1/webhooks',
      tags,
      summary: 'Your webhooks',
      responses: { 200: json(z.object({ data: z.array(webhookSchema) }).openapi('Webhooks'), 'All of them.') },
    },
  ),
  get: operation(known, {
    method: 'get',
    path,
    tags,
    summary: 'One webhook',
    request: { params: hookId },
    responses: { 200: json(webhookSchema, 'The webhook.') },
  }),
  update: operation(known, {
    method: 'patch',
    path,
    tags,
    summary: 'Change some of a webhook; enabling it forgets its failures',
    request: { params: hookId, body: jsonBody(webhookChanges) },
    responses: { 200: json(webhookSchema, 'The webhook.') },
  }),
  remove: operation(known, {
    method: 'delete',
    path,
    tags,
    summary: 'Be told no more',
    request: { params: hookId },
    responses: { 204: { description: 'It is gone, with its deliveries.' } },
  }),
  rotate: operation(known, {
    method: 'post',
    path: `${path}/rotate`,
    tags,
    summary: 'Sign with a new secret; the old one signs beside it for 24 hours',
    request: { params: hookId },
    responses: { 200: json(webhookWithSecret, 'The webhook, with its new secret.') },
  }),
  test: operation(known, {
    method: 'post',
    path: `${path}/test`,
    tags,
    summary: 'Send it a ping',
    request: { params: hookId },
    responses: { 202: json(deliverySchema, 'The delivery, which is on its way.') },
  }),
  deliveries: operation(known, {
    method: 'get',
    path: `${path}/deliveries`,
    tags,
    summary: 'What was sent, the newest first, for 30 days',
    request: {
      params: hookId,
      query: z.strictObject({ ...paging, status: deliverySchema.shape.status.optional() }),
    },
    responses: {
      200: json(pageOf(deliverySchema, 'DeliveryPage'), 'A page of them; with `status` it may be short of its limit.'),
    },
  }),
  redeliver: operation(known, {
    method: 'post',
    path: `${path}/deliveries/{delivery}/redeliver`,
    tags,
    summary: 'Send it once more, under the id that it had',
    request: { params: deliveryId },
    responses: { 202: json(deliverySchema, 'A new delivery of the same event.') },
  }),
} as const;

export function routeWebhooks(app: Api, { home }: ApiHome): void {
  const referenceOf = (context: ApiContext, hook: string) => ({ tenant: context.get('identity').tenant, hook });

  app.openapi(operations.create, async (context) => {
    const { tenant, principal } = context.get('identity');
    const ports = context.get('ports');
    const { webhooks: most } = await quotasFor(ports, home, tenant);
    const made = await create(ports, { tenant, createdBy: principal }, context.req.valid('json'), most);
    return context.json({ ...told(made), secret: made.secret }, 201, { Location: `/v1/webhooks/${made.hook}` });
  });
  app.openapi(operations.list, async (context) => {
    const hooks = await list(context.get('ports'), context.get('identity').tenant);
    return context.json({ data: hooks.map(told) }, 200);
  });
  app.openapi(operations.get, async (context) => {
    const of = referenceOf(context, context.req.valid('param').webhook);
    return context.json(told(await get(context.get('ports'), of)), 200);
  });
  app.openapi(operations.update, async (context) => {
    const of = referenceOf(context, context.req.valid('param').webhook);
    return context.json(told(await update(context.get('ports'), of, defined(context.req.valid('json')))), 200);
  });
  app.openapi(operations.remove, async (context) => {
    const of = referenceOf(context, context.req.valid('param').webhook);
    const ports = context.get('ports');
    await get(ports, of);
    await remove(ports, of);
    return context.body(null, 204);
  });
  app.openapi(operations.rotate, async (context) => {
    const made = await rotate(context.get('ports'), referenceOf(context, context.req.valid('param').webhook));
    return context.json({ ...told(made), secret: made.secret }, 200);
  });
  app.openapi(operations.test, async (context) => {
    const made = await test(context.get('ports'), referenceOf(context, context.req.valid('param').webhook));
    return context.json(sent(made), 202);
  });
  app.openapi(operations.deliveries, async (context) => {
    const of = referenceOf(context, context.req.valid('param').webhook);
    const { status, ...page } = context.req.valid('query');
    const { data, next } = await deliveries(context.get('ports'), of, page);
    return context.json(
      { data: data.filter((one) => status === undefined || one.status === status).map(sent), next },
      200,
    );
  });
  app.openapi(operations.redeliver, async (context) => {
    const { webhook, delivery } = context.req.valid('param');
    const made = await redeliver(context.get('ports'), { ...referenceOf(context, webhook), delivery });
    return context.json(sent(made), 202);
  });
}

const told = ({ hook, url, description, events, secrets, enabled, disabledReason, ...rest }: ShownWebhook) => ({
  ...{ hook, url, description, events, secrets: [...secrets], enabled, disabledReason },
  ...{ failures: rest.failures, failingSince: rest.failingSince },
  ...{ createdAt: rest.createdAt, createdBy: rest.createdBy },
});

const sent = ({ delivery, hook, event, status, attempts, nextAt, createdAt, expiresAt }: Delivery) => ({
  ...{ delivery, hook, event: { ...event }, status, attempts, nextAt, createdAt, expiresAt },
});

/** Without the members that are undefined, which would count as said. */
const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
