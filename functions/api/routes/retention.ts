import { z } from '@hono/zod-openapi';
import { retentionKey } from '../../../lib/domain/keys.ts';
import { retentionShape } from '../../../lib/domain/retention.ts';
import { setRetention } from '../../retention/settings.ts';
import type { Api } from '../context.ts';
import { operation } from '../operation.ts';
import { json, jsonBody } from '../schemas/common.ts';

const tags = ['tenant'];
const path = '/v1/retention';

// Made anew here: the domain's own was made before schemas could have names.
const settings = z.strictObject(retentionShape.shape).openapi('Retention', {
  description:
    'Days after a run ends that its photos, its synthetic images and the whole of it stay; null: until deleted.',
});

const read = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path,
    tags,
    summary: 'How long what runs leave is kept',
    responses: { 200: json(settings, 'The settings.') },
  },
);

const write = operation(
  { scope: 'likeness/admin' },
  {
    method: 'put',
    path,
    tags,
    summary: 'Say how long what runs leave is kept',
    description: 'What is older goes within a day, of runs from before too, and leaves a receipt.',
    request: { body: jsonBody(settings) },
    responses: { 200: json(settings, 'The settings.') },
  },
);

const forever = { photosDays: null, syntheticDays: null, runsDays: null };

export function routeRetention(app: Api): void {
  app.openapi(read, async (context) => {
    const { tenant } = context.get('identity');
    const item = await context.get('ports').records.get(retentionKey(tenant));
    return context.json(item === undefined ? forever : retentionShape.parse(item), 200);
  });
  app.openapi(write, async (context) => {
    const asked = context.req.valid('json');
    await setRetention(context.get('ports'), context.get('identity').tenant, asked);
    return context.json(asked, 200);
  });
}
