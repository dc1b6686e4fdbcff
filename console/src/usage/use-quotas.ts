import type { components } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';

export type QuotasInUse = components['schemas']['QuotasInUse'];

/** What the tenant may use, and how much of it is used. */
export function useQuotas(): Asked<QuotasInUse> {
  const { likeness } = useService();
  return useAsked('quotas', (signal) => answerTo(likeness.http.GET('/v1/quotas', { signal })));
}
