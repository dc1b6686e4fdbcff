import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { json, jsonBody } from '../schemas/common.ts';
import { announcement, uploadSchema } from '../schemas/photos.ts';
import { subjectId } from '../schemas/subjects.ts';
import { requireSubject } from '../subjects.ts';
import { announce } from '../uploads.ts';

const add = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'post',
    path: '/v1/subjects/{subject}/photos',
    tags: ['photos'],
    summary: 'Announce photos, and get a form for each to post it to',
    request: { params: subjectId, body: jsonBody(announcement) },
    responses: { 201: json(uploadSchema, 'The upload. Post each file to its form, then start the run.') },
  },
);

export function routePhotos(app: Api, { home }: ApiHome): void {
  app.openapi(add, async (context) => {
    const { tenant } = context.get('identity');
    const { subject } = context.req.valid('param');
    const ports = context.get('ports');
    await requireSubject(ports, { tenant, subject });
    return context.json(await announce(ports, home, { tenant, subject }, context.req.valid('json').files), 201);
  });
}
