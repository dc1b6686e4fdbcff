import { z } from '@hono/zod-openapi';
import { endpointAnswers, features } from '../../../lib/domain/endpoint-answers.ts';
import { imageTypes } from './photos.ts';

/** What a request may carry at most: 32 images, all in all 6 MiB. */
const mostImages = 32;

const image = z
  .string()
  .max(8_000_000)
  .openapi({ description: 'JPEG, PNG or WebP as a `data:` URI in base64.', example: 'data:image/jpeg;base64,...' });

export const input = z.union([image, z.array(image).min(1).max(mostImages)]);

export const modelName = z
  .string()
  .max(200)
  .openapi({ description: '`base`, a subject, or `subject@adapter`.', example: 'mug-1a2b3c4d' });

export const embeddingRequest = z
  .strictObject({
    model: modelName,
    input,
    encoding_format: z.enum(['float', 'base64']).default('float'),
    dimensions: z.int().min(8).max(4096).optional(),
    feature: z.enum(features).optional(),
    user: z.string().max(200).optional().openapi({ description: "Of OpenAI's shape, and not used." }),
  })
  .openapi('EmbeddingRequest');

export const imagesRequest = z.strictObject({ input }).openapi('ImagesRequest');

const binary = z.string().openapi({ type: 'string', format: 'binary' });

/** A body that is JSON, or one image as it is; the types speak of JSON alone, which is all that is validated. */
export const jsonOrImage = <T extends z.ZodType>(schema: T) =>
  ({
    content: {
      'application/json': { schema },
      ...Object.fromEntries(imageTypes.map((type) => [type, { schema: binary }])),
    },
  }) as { readonly content: { readonly 'application/json': { readonly schema: T } } };

// Made anew here: the domain's own were made before schemas could have names.
export const embedAnswer = z.object(endpointAnswers.embed.shape).openapi('Embeddings');
export const matchAnswer = z.object(endpointAnswers.match.shape).openapi('Matches');
export const locateAnswer = z.object(endpointAnswers.locate.shape).openapi('Locations');

export const searchRequest = z
  .strictObject({
    image: image.optional().openapi({ description: "The subject's reference photos are searched for unless given." }),
    count: z.int().min(1).max(1000).default(20),
  })
  .openapi('SearchRequest');

export const searchAnswer = z
  .object({
    results: z.array(z.object({ id: z.string(), score: z.number() })),
    space: z.object({ backbone: z.string(), adapter: z.string().nullable(), feature: z.string() }),
    pending: z.int().openapi({ description: 'Photos that are not searched yet: ask again.' }),
    failure: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why some could not be.' }),
  })
  .openapi('SearchAnswer');
