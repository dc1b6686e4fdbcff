import { z } from '@hono/zod-openapi';
import { diagnosisCodes } from '../../../lib/domain/diagnosis.ts';
import { time } from './common.ts';
import { curationFigures } from './curation.ts';
import { comparison } from './runs.ts';

const interval = comparison.shape.interval;

const curve = z
  .object({ recall: z.array(z.number()), precision: z.array(z.number()) })
  .openapi('PrecisionRecall', { description: 'A point for each judged photo, as it is found.' });

const ranked = z.object({
  photo: z.string(),
  base: z.int().openapi({ description: '1 and the photos of other things that score at least as high.' }),
  personalized: z.int(),
});

const effect = z.object({
  source: z.string(),
  without: z.object({ averagePrecisionOneReference: z.number() }),
  difference: z.number().openapi({ description: 'With all sources, less without this one: above 0 it helps.' }),
});

const located = comparison.extend({ photos: z.int() });

const calibration = z.object({
  threshold: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  positives: z.int(),
  negatives: z.int(),
  reason: z.string().nullable().openapi({ description: 'Why some of it can not be said.' }),
});

const protocol = z.enum(['held-out', 'cross-validation']).nullable();
const metrics = z.record(z.string(), comparison).nullable();
const curves = z.array(z.object({ base: curve, personalized: curve })).openapi({
  description: 'One, or with cross-validation one for each fold.',
});

/** `evaluation.json` of the represent job; what a version of it did not measure is absent. */
export const evaluationFile = z.object({
  protocol,
  feature: z.string(),
  references: z.int(),
  heldOut: z.int(),
  distractors: z.int(),
  metrics,
  curves,
  ranks: z.array(ranked),
  match: calibration.optional(),
  effects: z.array(effect.extend({ interval: interval.optional() })).optional(),
  dense: z.record(z.string(), located).optional(),
  generator: z.string().nullish(),
  adapterDigest: z.string(),
});
export type EvaluationFile = z.infer<typeof evaluationFile>;

const perTask = z.record(z.string(), z.array(z.number()));

/** `dense.json` beside it: what each photo's intersection over union is, by task. */
export const denseFile = z.object({
  photos: z.array(z.string()),
  iou: z.object({ base: perTask, personalized: perTask }),
});

const curated = z.object({
  source: z.string(),
  kind: z.string(),
  candidates: z.int(),
  kept: z.int(),
  dropped: z.record(z.string(), z.int()).openapi({ description: 'How many for each reason.' }),
  fidelity: z
    .number()
    .nullable()
    .openapi({ description: 'The mean of all: 1 as two real photos are, 0 as the negatives.' }),
  keptFidelity: z.number().nullable(),
  vendi: z
    .number()
    .nullable()
    .openapi({ description: 'How many wholly different images all of them are worth; `keptVendi` those that train.' }),
  keptVendi: z.number().nullable(),
});

const prompted = z.object({
  prompt: z.string(),
  source: z.string(),
  candidates: z.int(),
  kept: z.int(),
  fidelity: z.number().nullable(),
});

export const evaluationSchema = z
  .object({
    evaluatedAt: time.nullable().openapi({ description: 'Null before it was, and then so is everything else.' }),
    protocol: protocol.openapi({ description: 'Null where nothing was judged.' }),
    feature: z.string().nullable(),
    photos: z
      .object({ references: z.int(), heldOut: z.int(), distractors: z.object({ own: z.int(), bank: z.int() }) })
      .nullable(),
    metrics,
    curves: curves.nullable(),
    ranks: z.array(ranked).nullable().openapi({ description: 'Of the judged photos, by their ids.' }),
    effects: z
      .array(effect.extend({ interval: interval.nullable() }))
      .nullable()
      .openapi({ description: 'What sources of images are worth; empty where there are no two to compare.' }),
    dense: z
      .object({
        tasks: z.record(z.string(), located),
        photos: z.array(
          z.object({
            photo: z.string(),
            iou: z.record(z.string(), z.object({ base: z.number(), personalized: z.number() })),
          }),
        ),
      })
      .nullable()
      .openapi({ description: 'How well the thing is found in photos that have a mask; null where none has.' }),
    calibration: calibration.nullable(),
    separation: z.string().nullable().openapi({ description: 'How judged photos were kept from the generator.' }),
    diagnoses: z
      .array(z.object({ code: z.enum(diagnosisCodes), message: z.string(), numbers: z.record(z.string(), z.number()) }))
      .nullable(),
    examined: z
      .array(z.enum(diagnosisCodes))
      .nullable()
      .openapi({ description: 'The diagnoses that enough was measured for.' }),
    curation: curationFigures
      .extend({
        sources: z.array(curated),
        prompts: z.array(prompted),
      })
      .nullable()
      .openapi({
        description: 'What the synthetic images are like: the figures in front are of the positives that train.',
      }),
    adapterDigest: z.string().nullable(),
  })
  .openapi('Evaluation');
export type EvaluationDocument = z.infer<typeof evaluationSchema>;
