import { z } from '@hono/zod-openapi';
import { ServiceError } from '../../../lib/domain/errors.ts';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { json } from '../schemas/common.ts';

const healthSchema = z.object({ status: z.literal('ok') }).openapi('Health');

const alive = operation(
  { scope: null },
  {
    method: 'get',
    path: '/healthz',
    tags: ['service'],
    summary: 'Whether the service lives',
    responses: { 200: json(healthSchema, 'It does.') },
  },
);

const ready = operation(
  { scope: null, problems: [503] },
  {
    method: 'get',
    path: '/readyz',
    tags: ['service'],
    summary: 'Whether it can answer',
    responses: { 200: json(healthSchema, 'It can.') },
  },
);

export function routeHealth(app: Api, home: ApiHome): void {
  app.openapi(alive, (context) => context.json({ status: 'ok' } as const, 200));
  app.openapi(ready, async (context) => {
    if (!(await home.ready())) throw new ServiceError('EndpointBusy', 'Not yet. Ask again.');
    return context.json({ status: 'ok' } as const, 200);
  });
}
