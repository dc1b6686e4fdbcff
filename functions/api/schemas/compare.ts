import { z } from '@hono/zod-openapi';
import { settingSchema } from '../../../lib/domain/changes.ts';
import { curationFigures } from './curation.ts';
import { comparison, runSchema, stageSchema } from './runs.ts';

const id = '[0-9A-HJKMNP-TV-Z]{26}';

export const comparedIds = z
  .string()
  .regex(new RegExp(`^${id}(?:,${id}){1,3}$`))
  .openapi({ description: 'The ids of two to four runs, separated by commas.' });

export const comparedRun = runSchema
  .extend({
    protocol: z.enum(['held-out', 'cross-validation']).nullable(),
    photos: z.object({ references: z.int(), heldOut: z.int(), distractors: z.int() }).nullable(),
    metrics: z.record(z.string(), comparison).nullable(),
    stages: z.array(stageSchema.pick({ stage: true, status: true, seconds: true, usdMicros: true })),
    curation: curationFigures
      .extend({
        sources: z.record(z.string(), z.object({ kind: z.string(), candidates: z.int(), kept: z.int() })),
      })
      .nullable(),
  })
  .openapi('ComparedRun');
export type ComparedRun = z.infer<typeof comparedRun>;

export const comparisonSchema = z
  .object({
    runs: z.array(comparedRun).openapi({ description: 'In the order in which they were asked for.' }),
    differences: z
      .array(z.object({ field: z.string(), values: z.array(settingSchema) }))
      .openapi({ description: 'Fields that are not the same in all; null also where a run does not have the field.' }),
  })
  .openapi('RunComparison');
