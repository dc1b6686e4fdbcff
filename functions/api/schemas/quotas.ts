import { z } from '@hono/zod-openapi';
import { quotaChangesSchema } from '../../../lib/domain/quotas.ts';
import { usdMicros } from './common.ts';

// Made anew here: the domain's own was made before schemas could have names.
export const quotaChanges = z.strictObject(quotaChangesSchema.shape).openapi('QuotaChanges');

export const quotasInUse = z
  .object({
    ...quotaChangesSchema.required().shape,
    used: z
      .object({
        subjects: z.int(),
        runsAtOnce: z.int(),
        galleryPhotos: z.int(),
        webhooks: z.int(),
        usdMicrosPerMonth: usdMicros.describe(
          "In micro-dollars: what the runs let in this month of UTC came to, and may come to where they aren't over.",
        ),
      })
      .openapi('QuotasUsed'),
  })
  .openapi('QuotasInUse');
