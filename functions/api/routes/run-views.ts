import { z } from '@hono/zod-openapi';
import { photoRoles } from '../../../lib/domain/upload.ts';
import { stagesOf } from '../../stage-record.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { foundRun, ofOneRun } from '../found-run.ts';
import { operation } from '../operation.ts';
import { readCurve } from '../run-curve.ts';
import { readEvaluation } from '../run-evaluation.ts';
import { listPhotos } from '../run-photos.ts';
import { readThumbnail } from '../run-thumbnail.ts';
import { runWorkflow } from '../run-workflow.ts';
import { json, offsetPaging, pageOf } from '../schemas/common.ts';
import { evaluationSchema } from '../schemas/evaluation.ts';
import { curveSchema, pictureId, runPhoto, workflowSchema } from '../schemas/run-views.ts';
import { runId, stageName } from '../schemas/runs.ts';

const tags = ['runs'];

const photos = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/photos',
  tags,
  summary: 'The accepted photos, and how those that judge were judged',
  request: {
    params: runId,
    query: z.strictObject({
      ...offsetPaging,
      role: z.enum(photoRoles).optional(),
    }),
  },
  responses: { 200: json(pageOf(runPhoto, 'RunPhotoPage'), 'A page of them.') },
});

const evaluation = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/evaluation',
  tags,
  summary: 'What was measured of the adapter, against the base, and what it says',
  request: { params: runId },
  responses: { 200: json(evaluationSchema, 'All of it; what was not measured is null.') },
});

const curves = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/curves',
  tags,
  summary: 'The training curve of a stage',
  request: { params: runId, query: z.strictObject({ stage: stageName }) },
  responses: { 200: json(curveSchema, 'What its log tells of by now; no points of a stage that does not train.') },
});

const workflow = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/workflow',
  tags,
  summary: 'The run as a graph: what it did, is doing and may still do',
  request: { params: runId },
  responses: { 200: json(workflowSchema, 'The states of the workflow and what follows what.') },
});

const thumbnail = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/thumbnails/{kind}/{picture}',
  tags,
  summary: 'A photo or a synthetic image, small',
  description: 'The same as `thumbnailUrl` where those are listed, at an address that stays.',
  request: { params: runId.extend(pictureId.shape) },
  responses: {
    200: {
      description: 'At most 256 pixels a side. It never changes: keep it.',
      content: { 'image/jpeg': { schema: z.string().openapi({ type: 'string', format: 'binary' }) } },
    },
  },
});

export function routeRunViews(app: Api, home: ApiHome): void {
  const found = (context: ApiContext, run: string) => foundRun(context, home, run);

  app.openapi(photos, async (context) => {
    const { reference, upload } = await found(context, context.req.valid('param').run);
    const { limit, cursor, role } = context.req.valid('query');
    const filter = { limit, role, offset: Number(cursor ?? 0) };
    return context.json(await listPhotos(context.get('ports'), reference, upload, filter), 200);
  });

  app.openapi(evaluation, async (context) => {
    const { reference, upload } = await found(context, context.req.valid('param').run);
    return context.json(await readEvaluation(context.get('ports'), reference, upload), 200);
  });

  app.openapi(curves, async (context) => {
    const { reference } = await found(context, context.req.valid('param').run);
    const { stage } = context.req.valid('query');
    const ports = context.get('ports');
    const of = (await stagesOf(ports.records, reference)).find((record) => record.stage === stage);
    if (of === undefined) return context.json({ stage, measured: 0, points: [] }, 200);
    const { measured, points } = await readCurve(ports, reference, of);
    return context.json(
      { stage, measured, points: points.map(({ values, ...point }) => ({ ...point, values: { ...values } })) },
      200,
    );
  });

  app.openapi(workflow, async (context) => {
    const { item } = await found(context, context.req.valid('param').run);
    return context.json(await runWorkflow(context.get('ports'), item), 200);
  });

  app.openapi(thumbnail, async (context) => {
    const { run, kind, picture } = context.req.valid('param');
    const { reference, upload } = await found(context, run);
    const bytes = await readThumbnail(context.get('ports'), reference, upload, kind, picture);
    context.header('Cache-Control', 'private, max-age=31536000, immutable');
    return context.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/jpeg' }) as never;
  });
}
