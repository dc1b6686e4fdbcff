import { z } from '@hono/zod-openapi';
import { beginDeletion } from '../../deletion/begin.ts';
import type { Api, ApiHome } from '../context.ts';
import { listDeletions, receiptDocument, requireDeletion } from '../deletions.ts';
import { operation } from '../operation.ts';
import { json, pageOf, paging } from '../schemas/common.ts';
import { deletionId, deletionSchema, receiptKeys, receiptSchema } from '../schemas/deletions.ts';
import { subjectId } from '../schemas/subjects.ts';

const tags = ['deletions'];

const remove = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'delete',
    path: '/v1/subjects/{subject}',
    tags,
    summary: 'Delete a subject and all that was made of it',
    description:
      'From now on there is no such subject and no run of it. Asked again before it is done, it is the same deletion.',
    request: { params: subjectId },
    responses: { 202: json(receiptSchema, 'The receipt. Watch it at its `Location`.') },
  },
);

const list = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/deletions',
    tags,
    summary: 'Your deletions, the newest first',
    request: { query: z.strictObject(paging) },
    responses: { 200: json(pageOf(deletionSchema, 'DeletionPage'), 'A page of them.') },
  },
);

const one = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/deletions/{deletion}',
    tags,
    summary: 'The receipt of a deletion',
    request: { params: deletionId },
    responses: { 200: json(receiptSchema, 'The receipt, with its signature once the deletion is done.') },
  },
);

const keys = operation(
  { scope: null },
  {
    method: 'get',
    path: '/.well-known/likeness-receipts.json',
    tags,
    summary: 'The keys that receipts are signed with',
    responses: { 200: json(receiptKeys, 'All keys that ever signed one.') },
  },
);

export function routeDeletions(app: Api, { home, signer }: ApiHome): void {
  app.openapi(remove, async (context) => {
    const { tenant, principal } = context.get('identity');
    const { subject } = context.req.valid('param');
    const ports = context.get('ports');
    const receipt = await beginDeletion(ports, home, { tenant, subject }, principal);
    const document = await receiptDocument(ports, home.bucket, receipt);
    return context.json(document, 202, { Location: `/v1/deletions/${receipt.deletion}` });
  });
  app.openapi(list, async (context) => {
    const { tenant } = context.get('identity');
    return context.json(await listDeletions(context.get('ports'), tenant, context.req.valid('query')), 200);
  });
  app.openapi(one, async (context) => {
    const { tenant } = context.get('identity');
    const { deletion } = context.req.valid('param');
    return context.json(await requireDeletion(context.get('ports'), home.bucket, tenant, deletion), 200);
  });
  app.openapi(keys, async (context) => {
    context.header('Cache-Control', 'public, max-age=3600');
    const published = await signer.keys();
    return context.json({ keys: published.keys.map((key) => ({ ...key })) }, 200);
  });
}
