import { z } from '@hono/zod-openapi';
import { presetNamed, presetNames } from '../../../lib/domain/presets.ts';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { json } from '../schemas/common.ts';

const presetSchema = z
  .object({
    name: z.string(),
    version: z.int(),
    summary: z.string(),
    backbone: z.string(),
    generator: z.string().nullable(),
    available: z.boolean().openapi({ description: 'Whether its models are here, and the endpoint has its backbone.' }),
  })
  .openapi('Preset');

const list = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/presets',
    tags: ['runs'],
    summary: 'The configurations that a run can have',
    responses: { 200: json(z.object({ data: z.array(presetSchema) }).openapi('Presets'), 'All of them.') },
  },
);

export function routePresets(app: Api, { home }: ApiHome): void {
  app.openapi(list, async (context) => {
    const { models } = context.get('ports');
    const data = await Promise.all(
      presetNames().map(async (called) => {
        const { name, version, summary, backbone, generator } = presetNamed(called);
        const serves = home.backbone === null || home.backbone === backbone;
        const available =
          serves &&
          (await models.find('backbone', backbone)) !== undefined &&
          (generator === null || (await models.find('generator', generator)) !== undefined);
        return { name, version, summary, backbone, generator, available };
      }),
    );
    return context.json({ data }, 200);
  });
}
