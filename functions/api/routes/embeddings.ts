import { z } from '@hono/zod-openapi';
import type { EmbedAnswer, EndpointAnswer, LocateAnswer, MatchAnswer } from '../../../lib/domain/endpoint-answers.ts';
import { InputError } from '../../../lib/domain/errors.ts';
import type { EndpointRequest } from '../../../lib/ports/endpoints.ts';
import { search } from '../../gallery/search.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { bytesOf, isRawImage, rawImage } from '../images.ts';
import { resolveModel } from '../models.ts';
import { operation } from '../operation.ts';
import { RequestInvalid } from '../problem.ts';
import { countImages } from '../rates.ts';
import { json, jsonBody } from '../schemas/common.ts';
import {
  embedAnswer,
  embeddingRequest,
  imagesRequest,
  jsonOrImage,
  locateAnswer,
  matchAnswer,
  modelName,
  searchAnswer,
  searchRequest,
} from '../schemas/embeddings.ts';
import { subjectId } from '../schemas/subjects.ts';
import { requireSubject } from '../subjects.ts';

const tags = ['embeddings'];
const asking = { scope: 'likeness/embed', problems: [404, 502, 503], readOnly: true } as const;

const embed = operation(asking, {
  method: 'post',
  path: '/v1/embeddings',
  tags,
  summary: 'Turn images into vectors',
  description:
    "OpenAI's shape. A body that is an image has its `model` in the query. Vectors of different adapters, features or dimensions are never compared: the answer names what made them.",
  request: { query: z.strictObject({ model: modelName.optional() }), body: jsonOrImage(embeddingRequest) },
  responses: { 200: json(embedAnswer, 'The vectors, L2-normalised.') },
});

const match = operation(asking, {
  method: 'post',
  path: '/v1/subjects/{subject}/match',
  tags,
  summary: 'Whether images show the subject',
  request: { params: subjectId, body: jsonOrImage(imagesRequest) },
  responses: { 200: json(matchAnswer, 'Scores and decisions.') },
});

const locate = operation(asking, {
  method: 'post',
  path: '/v1/subjects/{subject}/locate',
  tags,
  summary: 'Where in images the subject is',
  request: { params: subjectId, body: jsonOrImage(imagesRequest) },
  responses: { 200: json(locateAnswer, 'Boxes, masks and similarity maps.') },
});

const find = operation(asking, {
  method: 'post',
  path: '/v1/subjects/{subject}/search',
  tags,
  summary: 'The photos of your gallery that are most like an image, as the subject is known',
  request: { params: subjectId, body: jsonBody(searchRequest) },
  responses: { 200: json(searchAnswer, 'The nearest first.') },
});

export function routeEmbeddings(app: Api, { home }: ApiHome): void {
  const ask = async (context: ApiContext, model: string, request: EndpointRequest): Promise<EndpointAnswer> => {
    const { tenant } = context.get('identity');
    const ports = context.get('ports');
    const resolved = await resolveModel(ports, home.bucket, tenant, model);
    if (resolved.adapter === null && request.task !== 'embed') throw answeredByBase(model);
    await countImages(ports, home, tenant, request.input.length);
    return { ...(await ports.endpoints.ask(request, resolved.adapter)), model: resolved.model };
  };
  const imagesOf = async (context: ApiContext, body: { input?: string | string[] | undefined }): Promise<string[]> =>
    isRawImage(context) ? [await rawImage(context)] : [body.input ?? []].flat();

  app.openapi(embed, async (context) => {
    if (isRawImage(context)) {
      const { model } = context.req.valid('query');
      if (model === undefined)
        throw new RequestInvalid([{ field: 'query.model', message: 'is missing: an image has it there' }]);
      const input = [await rawImage(context)];
      return context.json((await ask(context, model, { task: 'embed', input })) as EmbedAnswer, 200);
    }
    const { model, input, encoding_format, dimensions, feature } = context.req.valid('json');
    if (![undefined, model].includes(context.req.valid('query').model)) {
      throw new RequestInvalid([{ field: 'query.model', message: "is another than the body's" }]);
    }
    const request: EndpointRequest = {
      task: 'embed',
      input: [input].flat(),
      encoding_format,
      ...(dimensions !== undefined && { dimensions }),
      ...(feature !== undefined && { feature }),
    };
    return context.json((await ask(context, model, request)) as EmbedAnswer, 200);
  });

  app.openapi(match, async (context) => {
    const { subject } = context.req.valid('param');
    const input = await imagesOf(context, context.req.valid('json'));
    return context.json((await ask(context, subject, { task: 'match', input })) as MatchAnswer, 200);
  });

  app.openapi(locate, async (context) => {
    const { subject } = context.req.valid('param');
    const input = await imagesOf(context, context.req.valid('json'));
    return context.json((await ask(context, subject, { task: 'locate', input })) as LocateAnswer, 200);
  });

  app.openapi(find, async (context) => {
    const { tenant } = context.get('identity');
    const ports = context.get('ports');
    const of = { bucket: home.bucket, tenant, subject: context.req.valid('param').subject };
    await requireSubject(ports, of);
    const { image, count } = context.req.valid('json');
    await countImages(ports, home, tenant, 1);
    const found = await search(ports, of, image === undefined ? {} : { image: bytesOf(image) }, count);
    return context.json({ ...found, results: [...found.results], failure: found.failure && { ...found.failure } }, 200);
  });
}

const answeredByBase = (subject: string): InputError =>
  new InputError(
    'OptionInvalid',
    `No adapter serves ${subject} yet, and the base knows no subject. Run it first, or promote an adapter.`,
  );
