import { z } from 'zod';

/** What the embedding server is asked for. */
export type EndpointTask = 'embed' | 'match' | 'locate';

/** Which of the backbone's outputs a vector is. */
export const features = ['cls', 'cls+patch'] as const;
export type Feature = (typeof features)[number];

const count = z.number().int().nonnegative();
const size = z.number().int().positive();
const usage = z.object({ images: size });
/** By which backbone and adapter an answer was made: their names, and the digests of their weights. */
const made = { object: z.literal('list'), model: z.string(), backbone: z.string() };

/** `adapter` null is the bare backbone. A vector is L2-normalised: numbers, or base64 of little-endian float32. */
const embedAnswer = z.object({
  ...made,
  adapter: z.string().nullable(),
  feature: z.enum(features),
  dimensions: size,
  data: z.array(
    z.object({
      object: z.literal('embedding'),
      index: count,
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage,
});

/**
 * `score` is the largest cosine to a reference photo, `reference` which one. Where no threshold could be calibrated it
 * is null, and so is `match`.
 */
const matchAnswer = z.object({
  ...made,
  adapter: z.string(),
  threshold: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  data: z.array(
    z.object({
      object: z.literal('match'),
      index: count,
      score: z.number(),
      reference: count,
      match: z.boolean().nullable(),
    }),
  ),
  usage,
});

/**
 * `box` is x, y, width and height in pixels of the upright image, `mask` COCO's uncompressed run lengths, `score` a
 * cosine: null where the map of cosines behind them, `similarity`, is flat.
 */
const locateAnswer = z.object({
  ...made,
  adapter: z.string(),
  data: z.array(
    z.object({
      object: z.literal('location'),
      index: count,
      box: z.tuple([count, count, size, size]).nullable(),
      mask: z.object({ size: z.tuple([size, size]), counts: z.array(count) }).nullable(),
      score: z.number().nullable(),
      similarity: z.object({ rows: size, columns: size, cosines: z.array(z.number()) }),
    }),
  ),
  usage,
});

/** What the embedding server answers to each task. */
export const endpointAnswers = { embed: embedAnswer, match: matchAnswer, locate: locateAnswer } as const;

export type EmbedAnswer = z.infer<typeof embedAnswer>;
export type MatchAnswer = z.infer<typeof matchAnswer>;
export type LocateAnswer = z.infer<typeof locateAnswer>;
export type EndpointAnswers = { [Task in EndpointTask]: z.infer<(typeof endpointAnswers)[Task]> };
export type EndpointAnswer = EndpointAnswers[EndpointTask];

/** What it answers instead where it refuses; its HTTP status says whether asking again may help. */
export const endpointProblem = z.object({ code: z.string(), message: z.string() });
