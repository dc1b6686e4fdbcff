import { z } from '@hono/zod-openapi';
import { listAudit } from '../audit.ts';
import type { Api } from '../context.ts';
import { operation } from '../operation.ts';
import { json, pageOf, paging, time, ulid } from '../schemas/common.ts';

const entry = z
  .object({
    id: ulid,
    at: time,
    principal: z.string().openapi({ example: 'user:ada' }),
    name: z.string(),
    operation: z.string().openapi({ example: 'POST /v1/runs/{run}/cancel' }),
    targets: z.record(z.string(), z.string()).openapi({ description: "What stood for the path's parameters." }),
    made: z.string().nullable().openapi({ description: 'The address of what was made.' }),
    status: z.int(),
    requestId: z.string(),
  })
  .openapi('AuditEntry');

const list = operation(
  { scope: 'likeness/admin' },
  {
    method: 'get',
    path: '/v1/audit',
    tags: ['tenant'],
    summary: 'Who changed what, the newest first, for a year',
    request: { query: z.strictObject({ ...paging, principal: z.string().min(1).max(300).optional() }) },
    responses: { 200: json(pageOf(entry, 'AuditPage'), 'A page of it.') },
  },
);

export function routeAudit(app: Api): void {
  app.openapi(list, async (context) => {
    const { tenant } = context.get('identity');
    return context.json(await listAudit(context.get('ports'), tenant, context.req.valid('query')), 200);
  });
}
