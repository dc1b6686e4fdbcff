import { z } from '@hono/zod-openapi';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { json, jsonBody, pageOf, paging } from '../schemas/common.ts';
import { newSubject, subjectId, subjectSchema } from '../schemas/subjects.ts';
import { createSubject, listSubjects, requireSubject, subjectDocument } from '../subjects.ts';

const tags = ['subjects'];

const add = operation(
  { scope: 'likeness/write', problems: [409] },
  {
    method: 'post',
    path: '/v1/subjects',
    tags,
    summary: 'Name a thing to recognise',
    request: { body: jsonBody(newSubject) },
    responses: { 201: json(subjectSchema, 'The subject, which the base answers for until its first run.') },
  },
);

const list = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/subjects',
    tags,
    summary: 'Your subjects, by their ids',
    request: { query: z.strictObject(paging) },
    responses: { 200: json(pageOf(subjectSchema, 'SubjectPage'), 'A page of them.') },
  },
);

const one = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/subjects/{subject}',
    tags,
    summary: 'One subject and what answers for it',
    request: { params: subjectId },
    responses: { 200: json(subjectSchema, 'The subject.') },
  },
);

export function routeSubjects(app: Api, { home }: ApiHome): void {
  app.openapi(add, async (context) => {
    const { tenant } = context.get('identity');
    const made = await createSubject(context.get('ports'), home, tenant, context.req.valid('json'));
    return context.json(made, 201, { Location: `/v1/subjects/${made.id}` });
  });
  app.openapi(list, async (context) => {
    const { tenant } = context.get('identity');
    return context.json(await listSubjects(context.get('ports'), tenant, context.req.valid('query')), 200);
  });
  app.openapi(one, async (context) => {
    const { tenant } = context.get('identity');
    const { subject } = context.req.valid('param');
    const ports = context.get('ports');
    const item = await requireSubject(ports, { tenant, subject });
    return context.json(await subjectDocument(ports, tenant, item), 200);
  });
}
