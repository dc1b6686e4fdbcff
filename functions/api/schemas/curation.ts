import { z } from '@hono/zod-openapi';

/** What curation made of a run's images as a whole; the last three are of the positives that train. */
export const curationFigures = z.object({
  kept: z.int(),
  dropped: z.int(),
  fidelity: z.number().nullable(),
  diversity: z.number().nullable(),
  vendi: z.number(),
});
