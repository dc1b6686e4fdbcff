import { z } from '@hono/zod-openapi';
import { runStatuses } from '../../../lib/domain/run.ts';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { runDocument } from '../run-document.ts';
import { listRuns, requireRun } from '../runs.ts';
import { json, jsonBody, name, pageOf, paging } from '../schemas/common.ts';
import { newRun, planSchema, runSchema } from '../schemas/runs.ts';
import { subjectId } from '../schemas/subjects.ts';
import { planRun, startRun } from '../start-run.ts';

const tags = ['runs'];

const start = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'post',
    path: '/v1/subjects/{subject}/runs',
    tags,
    summary: 'Personalize: start the run of an upload',
    request: { params: subjectId, body: jsonBody(newRun) },
    responses: {
      200: json(planSchema, 'With `dryRun`: what the run would do and come to. Nothing was started.'),
      202: json(runSchema, 'The run. Watch it at its `Location`.'),
    },
  },
);

const list = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/runs',
    tags,
    summary: 'Your runs, the newest first',
    request: {
      query: z.strictObject({ ...paging, status: z.enum(runStatuses).optional(), subject: name.optional() }),
    },
    responses: { 200: json(pageOf(runSchema, 'RunPage'), 'A page of them.') },
  },
);

export function routeRuns(app: Api, { home }: ApiHome): void {
  app.openapi(start, async (context) => {
    const { tenant, principal } = context.get('identity');
    const ports = context.get('ports');
    const of = { tenant, subject: context.req.valid('param').subject };
    const { dryRun, ...asked } = context.req.valid('json');
    if (dryRun) {
      context.set('tried', true);
      const { category, preset, estimate, use, fits } = await planRun(ports, home, of, asked);
      const { stages, ...cost } = estimate;
      const quota = {
        runsAtOnce: { used: use.runs, most: use.quotas.runsAtOnce },
        usdMicrosThisMonth: { used: use.usdMicros, most: use.quotas.usdMicrosPerMonth },
        fits,
      };
      return context.json({ dryRun: true as const, category, preset, stages: [...stages], cost, quota }, 200);
    }
    const run = await startRun(ports, home, of, asked, principal);
    return context.json(runDocument(await requireRun(ports, tenant, run)), 202, { Location: `/v1/runs/${run}` });
  });
  app.openapi(list, async (context) => {
    const { tenant } = context.get('identity');
    return context.json(await listRuns(context.get('ports'), tenant, context.req.valid('query')), 200);
  });
}
