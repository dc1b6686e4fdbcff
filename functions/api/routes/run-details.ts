import { setTimeout } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { stagesOf } from '../../stage-record.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { foundRun, ofOneRun } from '../found-run.ts';
import { operation } from '../operation.ts';
import { listArtifacts } from '../run-artifacts.ts';
import { runDetail } from '../run-detail.ts';
import { eventOf, runEvents } from '../run-events.ts';
import { listImages } from '../run-images.ts';
import { json, offsetPaging, pageOf } from '../schemas/common.ts';
import { artifactSchema, logSchema, syntheticImage } from '../schemas/images.ts';
import { runDetailSchema, runEventSchema, runId, stageName } from '../schemas/runs.ts';

const tags = ['runs'];

const unchanged = { 304: { description: 'Nothing changed since the `ETag` of `If-None-Match`.' } } as const;

const one = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}',
  tags,
  summary: 'One run: its stages, progress, cost, verdict and photos',
  request: { params: runId },
  responses: { 200: json(runDetailSchema, 'The run.'), ...unchanged },
});

const events = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/events',
  tags,
  summary: 'The run, each time it changes',
  request: { params: runId },
  responses: {
    200: {
      description:
        'Server-Sent Events `run`, whose data is the run as GET /v1/runs/{run} has it. The stream ends with the run; `Last-Event-ID` goes on after a break.',
      content: { 'text/event-stream': { schema: runEventSchema } },
    },
  },
});

const images = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/images',
  tags,
  summary: 'The synthetic images and what curation made of them',
  request: {
    params: runId,
    query: z.strictObject({
      ...offsetPaging,
      source: z.string().max(60).optional(),
      prompt: z.string().max(1000).optional().openapi({ description: 'Of which the images were made, as it is.' }),
      kept: z.enum(['true', 'false']).optional(),
    }),
  },
  responses: { 200: json(pageOf(syntheticImage, 'ImagePage'), 'A page of them.') },
});

const artifacts = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/artifacts',
  tags,
  summary: 'What the run leaves: plan, verdict, adapter',
  request: { params: runId },
  responses: { 200: json(z.object({ data: z.array(artifactSchema) }).openapi('Artifacts'), 'All of them.') },
});

const logs = operation(ofOneRun, {
  method: 'get',
  path: '/v1/runs/{run}/logs',
  tags,
  summary: 'What the job of a stage printed',
  request: {
    params: runId,
    query: z.strictObject({ stage: stageName, after: z.string().max(2000).optional() }),
  },
  responses: {
    200: json(logSchema, 'The lines; none of a stage that found its result finished, or that the run has not come to.'),
  },
});

/** As RFC 9110 has it, tags are compared weakly: compressing an answer makes its tag a weak one. */
const isAmong = (header: string | undefined, tag: string): boolean =>
  header?.split(',').some((one) => ['*', tag, `W/${tag}`].includes(one.trim())) ?? false;

/** How often a stream looks for something new, in milliseconds. */
const lookEvery = 1000;

export function routeRunDetails(app: Api, home: ApiHome): void {
  const found = (context: ApiContext, run: string) => foundRun(context, home, run);
  const detail = async (context: ApiContext, run: string) => {
    const { item, tenant } = await found(context, run);
    return runDetail(context.get('ports'), home.home.bucket, tenant, item);
  };

  app.openapi(one, async (context) => {
    const { id, run } = eventOf(await detail(context, context.req.valid('param').run));
    const tag = `"${id}"`;
    context.header('ETag', tag);
    context.header('Cache-Control', 'private, no-cache');
    if (isAmong(context.req.header('If-None-Match'), tag)) return context.body(null, 304);
    return context.json(run, 200);
  });

  app.openapi(events, async (context) => {
    const { run } = context.req.valid('param');
    // Asked before the stream begins, so that what is missing is a 404.
    await found(context, run);
    return streamSSE(context, async (stream) => {
      const ended = new AbortController();
      stream.onAbort(() => ended.abort());
      const wait = () => setTimeout(lookEvery, true, { signal: ended.signal }).catch(() => false);
      const last = context.req.header('Last-Event-ID');
      for await (const event of runEvents(() => detail(context, run), wait, last)) {
        if (ended.signal.aborted) return;
        if (event === 'nothing new') await stream.write(': nothing new\n\n');
        else await stream.writeSSE({ event: 'run', id: event.id, data: JSON.stringify(event.run) });
      }
    }) as never;
  });

  app.openapi(images, async (context) => {
    const { reference } = await found(context, context.req.valid('param').run);
    const { limit, cursor, source, prompt, kept } = context.req.valid('query');
    const filter = {
      limit,
      source,
      prompt,
      offset: Number(cursor ?? 0),
      kept: kept === undefined ? undefined : kept === 'true',
    };
    return context.json(await listImages(context.get('ports'), reference, filter), 200);
  });

  app.openapi(artifacts, async (context) => {
    const { reference } = await found(context, context.req.valid('param').run);
    return context.json({ data: await listArtifacts(context.get('ports'), reference) }, 200);
  });

  app.openapi(logs, async (context) => {
    const { reference } = await found(context, context.req.valid('param').run);
    const { stage, after } = context.req.valid('query');
    const { records, jobLogs } = context.get('ports');
    const of = (await stagesOf(records, reference)).find((record) => record.stage === stage);
    if (of === undefined || of.job === null) return context.json({ lines: [], next: after ?? '' }, 200);
    const { lines, next } = await jobLogs.read(of.job, after);
    return context.json({ lines: lines.map((line) => ({ ...line })), next }, 200);
  });
}
