import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { cancelRun, retryRun } from '../run-control.ts';
import { runDocument } from '../run-document.ts';
import { requireRun } from '../runs.ts';
import { json } from '../schemas/common.ts';
import { runId, runSchema } from '../schemas/runs.ts';

const tags = ['runs'];

const cancel = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'post',
    path: '/v1/runs/{run}/cancel',
    tags,
    summary: 'End a run; what its jobs finished stays',
    request: { params: runId },
    responses: { 200: json(runSchema, 'The run, which is cancelled.') },
  },
);

const retry = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'post',
    path: '/v1/runs/{run}/retry',
    tags,
    summary: 'Try a run again from the stage that failed',
    request: { params: runId },
    responses: { 202: json(runSchema, 'A new run of the same photos and settings; `retryOf` names the old one.') },
  },
);

export function routeRunControl(app: Api, { home }: ApiHome): void {
  app.openapi(cancel, async (context) => {
    const { tenant } = context.get('identity');
    const { run } = context.req.valid('param');
    return context.json(runDocument(await cancelRun(context.get('ports'), home, tenant, run)), 200);
  });
  app.openapi(retry, async (context) => {
    const { tenant, principal } = context.get('identity');
    const ports = context.get('ports');
    const run = await retryRun(ports, home, tenant, context.req.valid('param').run, principal);
    return context.json(runDocument(await requireRun(ports, tenant, run)), 202, { Location: `/v1/runs/${run}` });
  });
}
