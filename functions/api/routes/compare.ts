import { z } from '@hono/zod-openapi';
import { compareRuns } from '../compare-runs.ts';
import type { Api, ApiHome } from '../context.ts';
import { operation } from '../operation.ts';
import { RequestInvalid } from '../problem.ts';
import { json } from '../schemas/common.ts';
import { comparedIds, comparisonSchema } from '../schemas/compare.ts';

const compare = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/compare',
    tags: ['runs'],
    summary: 'Runs side by side: what differs in what was asked for, and what came of it',
    request: { query: z.strictObject({ runs: comparedIds }) },
    responses: { 200: json(comparisonSchema, 'All of them.') },
  },
);

export function routeCompare(app: Api, { home }: ApiHome): void {
  app.openapi(compare, async (context) => {
    const { tenant } = context.get('identity');
    const runs = context.req.valid('query').runs.split(',');
    if (new Set(runs).size < runs.length)
      throw new RequestInvalid([{ field: 'query.runs', message: 'names one run twice' }]);
    const { runs: compared, differences } = await compareRuns(context.get('ports'), home.bucket, tenant, runs);
    return context.json(
      { runs: compared, differences: differences.map(({ field, values }) => ({ field, values: [...values] })) },
      200,
    );
  });
}
