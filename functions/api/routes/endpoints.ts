import { z } from '@hono/zod-openapi';
import { create as createRollback } from '../../rollback/handler.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { endpointHistory } from '../endpoint-history.ts';
import { operation } from '../operation.ts';
import { json, jsonBody, pageOf, paging } from '../schemas/common.ts';
import { adapterSchema, endpointChange, promotion, subjectId, subjectSchema } from '../schemas/subjects.ts';
import { listAdapters, promoteAdapter } from '../serving.ts';
import { requireSubject, subjectDocument } from '../subjects.ts';

const tags = ['endpoints'];
const changing = { scope: 'likeness/write', problems: [404, 502, 503] } as const;

const adapters = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/subjects/{subject}/adapters',
    tags,
    summary: 'What the runs of the subject made, the newest first',
    request: { params: subjectId },
    responses: { 200: json(z.object({ data: z.array(adapterSchema) }).openapi('Adapters'), 'All of them.') },
  },
);

const promote = operation(changing, {
  method: 'post',
  path: '/v1/subjects/{subject}/promote',
  tags,
  summary: 'Point the endpoint at an adapter of the subject',
  request: { params: subjectId, body: jsonBody(promotion) },
  responses: { 200: json(subjectSchema, 'The subject, which the adapter answers for.') },
});

const rollBack = operation(changing, {
  method: 'post',
  path: '/v1/subjects/{subject}/rollback',
  tags,
  summary: 'Point the endpoint back at what it answered with before',
  request: { params: subjectId },
  responses: { 200: json(subjectSchema, 'The subject. A second call undoes the first.') },
});

const history = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/subjects/{subject}/history',
    tags,
    summary: 'What the endpoint was pointed at, since when and by whom, the newest first',
    request: { params: subjectId, query: z.strictObject(paging) },
    responses: { 200: json(pageOf(endpointChange, 'EndpointHistory'), 'A page of it.') },
  },
);

export function routeEndpoints(app: Api, { home }: ApiHome): void {
  const found = async (context: ApiContext, subject: string) => {
    const of = { tenant: context.get('identity').tenant, subject };
    return { of, item: await requireSubject(context.get('ports'), of) };
  };

  const by = (context: ApiContext): string => context.get('identity').principal;

  app.openapi(adapters, async (context) => {
    const { of } = await found(context, context.req.valid('param').subject);
    return context.json({ data: await listAdapters(context.get('ports'), of) }, 200);
  });
  app.openapi(history, async (context) => {
    const { of } = await found(context, context.req.valid('param').subject);
    return context.json(await endpointHistory(context.get('ports'), of, context.req.valid('query')), 200);
  });
  app.openapi(promote, async (context) => {
    const { of, item } = await found(context, context.req.valid('param').subject);
    const ports = context.get('ports');
    await promoteAdapter(ports, home.bucket, of, context.req.valid('json').adapter, by(context));
    return context.json(await subjectDocument(ports, of.tenant, item), 200);
  });
  app.openapi(rollBack, async (context) => {
    const { of, item } = await found(context, context.req.valid('param').subject);
    const ports = context.get('ports');
    await createRollback(ports, home)({ ...of, by: by(context) });
    return context.json(await subjectDocument(ports, of.tenant, item), 200);
  });
}
