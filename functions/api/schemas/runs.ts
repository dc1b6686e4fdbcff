import { z } from '@hono/zod-openapi';
import { promotionPolicies } from '../../../lib/domain/promotion.ts';
import { runStatuses } from '../../../lib/domain/run.ts';
import { stageStatuses } from '../../../lib/domain/stages.ts';
import { stages } from '../../../lib/domain/training-job.ts';
import { name, orNull, time, ulid, usdMicros } from './common.ts';

export const runId = z.strictObject({ run: ulid.openapi({ param: { name: 'run', in: 'path' } }) });

export const newRun = z
  .strictObject({
    upload: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .openapi({ description: 'The photos, as POST /v1/subjects/{subject}/photos named them.' }),
    preset: z
      .string()
      .max(60)
      .optional()
      .openapi({ description: 'See GET /v1/presets; the first of them unless given.' }),
    changes: z
      .record(z.string().max(100), z.union([z.number(), z.string().max(100), z.boolean()]))
      .optional()
      .openapi({ description: 'Fields of the preset with other values.', example: { 'represent.steps': 60 } }),
    promote: z
      .enum(promotionPolicies)
      .optional()
      .openapi({ description: 'Which outcomes serve: `better-or-unjudged` unless given.' }),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(0),
    lend: z
      .boolean()
      .default(false)
      .openapi({ description: 'Your other subjects may train on the reference photos, as look-alikes.' }),
    costLimit: usdMicros
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .openapi({ description: 'The run is stopped once it has cost this much.' }),
    dryRun: z
      .boolean()
      .default(false)
      .openapi({ description: 'Validates everything, tells plan, cost and quota, and starts nothing.' }),
  })
  .openapi('NewRun');

export const errorSchema = z
  .object({ code: z.string(), fault: z.enum(['user', 'service']), message: z.string() })
  .openapi('RunError');

export const stageName = z.enum(stages);

export const stageSchema = z
  .object({
    stage: stageName,
    status: z.enum(stageStatuses),
    attempts: z.int(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    seconds: z.number().openapi({ description: 'Billed seconds of all attempts.' }),
    usdMicros: usdMicros.nullable(),
    instance: z.string().nullable(),
    progress: z
      .object({
        step: z.string(),
        done: z.int(),
        total: z.int(),
        values: z.record(z.string(), z.number()),
      })
      .nullable(),
  })
  .openapi('Stage');

export const comparison = z
  .object({
    base: z.number(),
    personalized: z.number(),
    difference: z.number(),
    interval: z.tuple([z.number(), z.number()]).openapi({ description: 'Of the difference, 95 %.' }),
  })
  .openapi('Comparison');

export const verdictSchema = z
  .object({
    outcome: z.enum(['better', 'tie', 'worse', 'unjudged']),
    reason: z.string(),
    advice: z.array(z.string()),
    policy: z.enum(promotionPolicies),
    promote: z.boolean(),
    protocol: z.enum(['held-out', 'cross-validation']).nullable(),
    references: z.int(),
    heldOut: z.int(),
    distractors: z.int(),
    metrics: z.record(z.string(), comparison).nullable(),
    match: z.object({ threshold: z.number(), precision: z.number(), recall: z.number() }).nullable(),
  })
  .openapi('Verdict');

export const runSchema = z
  .object({
    id: ulid,
    subject: name,
    category: z.string(),
    preset: z.string(),
    status: z.enum(runStatuses),
    createdAt: time,
    updatedAt: time,
    finishedAt: time.nullable(),
    outcome: z.enum(['better', 'tie', 'worse', 'unjudged']).nullable(),
    adapter: z.string().nullable(),
    retryOf: ulid.nullable(),
    error: orNull(errorSchema),
    cost: z.object({
      spent: usdMicros
        .nullable()
        .openapi({ description: 'Null where the instance has no price, and in lists while the run is under way.' }),
      estimate: usdMicros.nullable(),
      limit: usdMicros.nullable(),
    }),
  })
  .openapi('Run');
export type RunDocument = z.infer<typeof runSchema>;

const stageEstimates = z.array(
  z
    .object({ stage: stageName, seconds: z.number().nullable(), instance: z.string(), usdMicros: usdMicros.nullable() })
    .openapi('StageEstimate'),
);

const estimatedSeconds = z.number().nullable().openapi({ description: 'Of all jobs, of which two may run at once.' });

export const estimateSchema = z.object({ stages: stageEstimates, seconds: estimatedSeconds, basis: z.string() });

export const runDetailSchema = runSchema
  .extend({
    upload: z.string(),
    seed: z.int(),
    changes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    promote: z
      .enum(promotionPolicies)
      .nullable()
      .openapi({ description: 'Which outcomes serve; null where that is not known.' }),
    lend: z.boolean().nullable().openapi({
      description: 'Your other subjects may train on the reference photos; null where that is not known.',
    }),
    estimate: estimateSchema.nullable().openapi({
      description:
        'What `cost.estimate` is the sum of, as it was when the run was taken in; null where it was not, or made before that was kept.',
    }),
    stages: z.array(stageSchema),
    verdict: orNull(verdictSchema),
    withdrew: z.boolean().openapi({
      description:
        'Whether it took an adapter off the endpoint that served without having been judged: its verdict spoke against it.',
    }),
    photos: z
      .object({
        accepted: z.array(
          z.object({ id: z.string(), name: z.string(), role: z.string(), width: z.int(), height: z.int() }),
        ),
        dropped: z.array(z.object({ name: z.string(), reason: z.string() })),
        warnings: z.array(z.string()),
      })
      .nullable(),
  })
  .openapi('RunDetail');
export type RunDetail = z.infer<typeof runDetailSchema>;

/** One event of a stream; it stands for each, since OpenAPI 3.1 has no words for them. */
export const runEventSchema = z
  .object({
    event: z.literal('run'),
    id: z.string(),
    data: z.string().openapi({ description: 'A `RunDetail`, as JSON.' }),
  })
  .openapi('RunEvent');

export const planSchema = z
  .object({
    dryRun: z.literal(true),
    category: z.string(),
    preset: z.object({ name: z.string(), version: z.int() }),
    stages: stageEstimates,
    cost: z.object({ usdMicros: usdMicros.nullable(), seconds: estimatedSeconds, basis: z.string() }),
    quota: z.object({
      runsAtOnce: z.object({ used: z.int(), most: z.int() }),
      usdMicrosThisMonth: z.object({ used: usdMicros, most: usdMicros }),
      fits: z.boolean(),
    }),
  })
  .openapi('RunPlan');
