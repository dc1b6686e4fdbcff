import { z } from '@hono/zod-openapi';

export const thumbnailUrl = z.string().nullable().openapi({
  description: 'A JPEG of at most 256 pixels a side, good for an hour; null where none could be made.',
});

export const syntheticImage = z
  .object({
    id: z.string(),
    source: z.string().openapi({ example: 'cut-and-paste' }),
    kind: z
      .string()
      .openapi({ description: '`positive` shows the subject, `negative` another thing of its category.' }),
    prompt: z.string().nullable(),
    seed: z.array(z.int()).nullable().openapi({ description: 'What its random numbers came from.' }),
    kept: z.boolean().nullable().openapi({ description: 'Whether it trained; null before curation.' }),
    reason: z.string().nullable().openapi({ description: 'Why it was kept or dropped.' }),
    fidelity: z.number().nullable().openapi({ description: '1 as alike as two real photos are, 0 as the negatives.' }),
    url: z.string().openapi({ description: 'Good for an hour.' }),
    thumbnailUrl,
  })
  .openapi('SyntheticImage');
export type SyntheticImage = z.infer<typeof syntheticImage>;

export const artifactSchema = z
  .object({ path: z.string(), bytes: z.int(), url: z.string().openapi({ description: 'Good for an hour.' }) })
  .openapi('Artifact');

export const logSchema = z
  .object({
    lines: z.array(z.object({ time: z.string(), text: z.string() })),
    next: z.string().openapi({ description: 'Give it as `after` for the lines that come after these.' }),
  })
  .openapi('Log');
