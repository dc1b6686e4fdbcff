import { z } from '@hono/zod-openapi';
import { name, time } from './common.ts';

export const subjectId = z.strictObject({ subject: name.openapi({ param: { name: 'subject', in: 'path' } }) });

export const newSubject = z
  .strictObject({
    id: name
      .optional()
      .openapi({ description: 'Lower-case letters, digits and hyphens; made from the category unless given.' }),
    category: z.string().max(200).openapi({ description: 'What it is in a word or two.', example: 'mug' }),
    name: z.string().min(1).max(100).optional().openapi({ description: 'What you call it.', example: 'my mug' }),
  })
  .openapi('NewSubject');

export const servingSchema = z
  .object({
    adapter: z.string().nullable().openapi({ description: 'What answers; null is the bare backbone.' }),
    provisional: z.boolean().openapi({ description: 'It serves without having been judged.' }),
  })
  .openapi('Serving');

export const endpointSchema = z
  .object({
    adapter: servingSchema.shape.adapter,
    provisional: servingSchema.shape.provisional,
    previous: servingSchema.openapi({ description: 'What a roll-back goes back to.' }),
    version: z.int().openapi({ description: 'Grows by one with each change; 0 before the first run.' }),
    since: time.nullable(),
  })
  .openapi('Endpoint');

export const endpointChange = z
  .object({
    version: z.int(),
    adapter: servingSchema.shape.adapter,
    provisional: servingSchema.shape.provisional,
    since: time,
    run: z.string().nullable().openapi({ description: 'The run that changed it.' }),
    by: z
      .string()
      .nullable()
      .openapi({ description: 'Who changed it by hand, as `user:ada`; null where a run did, or nobody knows who.' }),
  })
  .openapi('EndpointChange');
export type EndpointChange = z.infer<typeof endpointChange>;

export const subjectSchema = z
  .object({
    id: name,
    category: z.string(),
    name: z.string().nullable(),
    createdAt: time,
    status: z.enum(['active', 'deleting']),
    lends: z.boolean().openapi({ description: 'Whether its photos may train your other subjects, as look-alikes.' }),
    endpoint: endpointSchema,
  })
  .openapi('Subject');
export type SubjectDocument = z.infer<typeof subjectSchema>;

export const adapterSchema = z
  .object({
    name: z.string(),
    digest: z.string(),
    run: z.string(),
    outcome: z.enum(['better', 'tie', 'worse', 'unjudged']),
    createdAt: time,
    serving: z.boolean(),
  })
  .openapi('Adapter');

export const promotion = z
  .strictObject({
    adapter: z.string().max(200).openapi({ description: 'Name or digest of an adapter of the subject.' }),
  })
  .openapi('Promotion');
