import { z } from '@hono/zod-openapi';
import { quotaChangesSchema } from '../../../lib/domain/quotas.ts';

// Made anew here: the domain's own was made before schemas could have names.
export const quotaChanges = z.strictObject(quotaChangesSchema.shape).openapi('QuotaChanges');

export const quotasSchema = z.object(quotaChangesSchema.required().shape).openapi('Quotas');
