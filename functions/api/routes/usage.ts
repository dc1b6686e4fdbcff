import { z } from '@hono/zod-openapi';
import { quotasKey } from '../../../lib/domain/keys.ts';
import { quotasInUse } from '../../quotas-in-use.ts';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { RequestInvalid } from '../problem.ts';
import { json, jsonBody, usdMicros } from '../schemas/common.ts';
import { quotaChanges, quotasInUse as quotasInUseSchema } from '../schemas/quotas.ts';
import { usageByDay, usageCsv } from '../usage.ts';

const tags = ['tenant'];

const daySchema = z
  .object({ day: z.iso.date(), runs: z.int(), seconds: z.int(), usdMicros, images: z.int() })
  .openapi('DayOfUsage');

const usage = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/usage',
    tags,
    summary: 'What was used, by day',
    request: {
      query: z.strictObject({
        from: z.iso.date().default('2000-01-01'),
        to: z.iso.date().default('9999-12-31'),
        format: z.enum(['json', 'csv']).default('json'),
      }),
    },
    responses: {
      200: {
        description: 'The days on which something was used.',
        content: {
          'application/json': { schema: z.object({ data: z.array(daySchema) }).openapi('Usage') },
          'text/csv': { schema: z.string() },
        },
      },
    },
  },
);

const readQuotas = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/quotas',
    tags,
    summary: 'What you may use, and what is used of it',
    responses: { 200: json(quotasInUseSchema, 'The quotas.') },
  },
);

const changeQuotas = operation(
  { scope: 'likeness/admin' },
  {
    method: 'patch',
    path: '/v1/quotas',
    tags,
    summary: 'Change some of the quotas',
    request: { body: jsonBody(quotaChanges) },
    responses: { 200: json(quotasInUseSchema, 'All of them.') },
  },
);

export function routeUsage(app: Api, { home }: ApiHome): void {
  app.openapi(usage, async (context) => {
    const { from, to, format } = context.req.valid('query');
    if (from > to) throw new RequestInvalid([{ field: 'query.from', message: 'is after `to`' }]);
    const days = await usageByDay(context.get('ports'), context.get('identity').tenant, { from, to });
    if (format === 'json') return context.json({ data: days }, 200);
    const headers = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="usage.csv"',
    };
    return context.body(usageCsv(days), 200, headers) as never;
  });

  app.openapi(readQuotas, async (context) => {
    return context.json(await quotasInUse(context.get('ports'), home, context.get('identity').tenant), 200);
  });

  app.openapi(changeQuotas, async (context) => {
    const ports = context.get('ports');
    const { records, clock } = ports;
    const { tenant, principal } = context.get('identity');
    const changes = { ...context.req.valid('json'), updatedAt: clock.now(), updatedBy: principal };
    const key = quotasKey(tenant);
    if (!(await records.update(key, changes))) {
      if (!(await records.create({ ...key, ...changes }))) await records.update(key, changes);
    }
    return context.json(await quotasInUse(ports, home, tenant), 200);
  });
}
