import { z } from '@hono/zod-openapi';
import { photoRoles } from '../../../lib/domain/upload.ts';
import { edgeKinds } from '../../../lib/domain/workflow-graph.ts';
import { stateProgress } from '../../../lib/domain/workflow-progress.ts';
import { time } from './common.ts';
import { thumbnailUrl } from './images.ts';
import { stageName } from './runs.ts';

const url = z.string().openapi({ description: 'Good for an hour.' });

const neighbour = z
  .object({
    photo: z.string(),
    cosine: z.number(),
    thumbnailUrl,
  })
  .openapi('Neighbour');

const judgement = z
  .object({
    rank: z.int().openapi({ description: '1 and the photos of other things that score at least as high.' }),
    reference: neighbour.nullable().openapi({
      description: 'The reference photo that it is most like, and so its score; null where none was kept.',
    }),
    confuser: neighbour.nullable().openapi({ description: 'The photo of another thing that it is most like.' }),
    beatenBy: neighbour.nullable().openapi({
      description: 'The photo of another thing that scores highest, where that is at least as much; null at rank 1.',
    }),
  })
  .openapi('Judgement');

export const runPhoto = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(photoRoles),
    origin: z.enum(['own', 'lent', 'bank']).openapi({
      description: "Yours, lent by another of your subjects, or one of the operator's photos of other things.",
    }),
    width: z.int(),
    height: z.int(),
    url,
    thumbnailUrl,
    maskUrl: url.nullable().openapi({
      description: 'Grey PNG, white where the thing is: yours, else the one that was drawn for a reference photo.',
    }),
    maskGiven: z.boolean().openapi({ description: 'Whether the photo came with its mask, and none was drawn for it.' }),
    judged: z
      .object({ base: judgement, personalized: judgement })
      .nullable()
      .openapi({ description: 'Null for a photo that did not judge.' }),
    maps: z.object({ photo: url, base: url, personalized: url }).nullable().openapi({
      description:
        'The photo as the models see it, and over it how similar its parts are to the thing; some have them.',
    }),
  })
  .openapi('RunPhoto');
export type RunPhoto = z.infer<typeof runPhoto>;

export const curveSchema = z
  .object({
    stage: stageName,
    measured: z.int().openapi({ description: 'Steps that were; `points` are at most 500 of them, evenly spread.' }),
    points: z.array(z.object({ step: z.int(), total: z.int(), values: z.record(z.string(), z.number()) })),
  })
  .openapi('TrainingCurve');

export const workflowSchema = z
  .object({
    start: z.string(),
    states: z.array(
      z.object({
        name: z.string(),
        kind: z.string().openapi({ example: 'Task' }),
        label: z
          .string()
          .nullable()
          .openapi({ description: "What it does, in a few words; null for what is the workflow's own affair." }),
        within: z
          .object({ state: z.string(), branch: z.int() })
          .nullable()
          .openapi({ description: 'The Parallel or Map that it is in a branch of.' }),
        status: z.enum(stateProgress),
        enteredAt: time.nullable(),
        exitedAt: time.nullable(),
        visits: z.int(),
        attempts: z.int(),
        error: z.string().nullable().openapi({ description: "The last error's name." }),
      }),
    ),
    edges: z.array(z.object({ from: z.string(), to: z.string(), on: z.enum(edgeKinds) })),
  })
  .openapi('Workflow');

/** What a thumbnail can be of: a synthetic image, or a photo by its role. */
export const pictureKinds = ['image', ...photoRoles] as const;

export const pictureId = z.strictObject({
  kind: z.enum(pictureKinds).openapi({ param: { name: 'kind', in: 'path' } }),
  picture: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .openapi({
      param: { name: 'picture', in: 'path' },
      description: "An image's id, or of a photo's `reference/00` what follows its role.",
      example: '00',
    }),
});
