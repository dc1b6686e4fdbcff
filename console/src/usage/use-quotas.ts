import { isOver, type Likeness } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import { totalOf } from './figures.ts';
import type { Quotas, QuotaUse, Used } from './quota-words.ts';
import { namedRange, today } from './range.ts';

/** Lists are counted as far as that many pages: what is more than that is said to be more. */
const mostPages = 5;

interface Listed<One> {
  readonly data: readonly One[];
  readonly next: string | null;
}

async function countOf<One>(
  page: (cursor: { cursor?: string }) => Promise<Listed<One>>,
  counts: (one: One) => boolean = () => true,
): Promise<Used> {
  let amount = 0;
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { data, next }: Listed<One> = await page(cursor === null ? {} : { cursor });
    amount += data.filter(counts).length;
    cursor = next;
    if (cursor === null) break;
  }
  return { amount, more: cursor !== null };
}

const exactly = (amount: number): Used => ({ amount, more: false });

/** How much is used of what can be counted. */
async function countUse({ http, usage }: Likeness, signal: AbortSignal): Promise<QuotaUse> {
  const limit = 100;
  const thisMonth = namedRange('this-month', today());
  const [subjects, galleryPhotos, runs, webhooks, month] = await Promise.all([
    countOf(
      (cursor) => answerTo(http.GET('/v1/subjects', { params: { query: { limit, ...cursor } }, signal })),
      // One that is being deleted has given back its place.
      ({ status }) => status === 'active',
    ),
    countOf((cursor) => answerTo(http.GET('/v1/gallery', { params: { query: { limit, ...cursor } }, signal }))),
    // Those under way are among the newest.
    answerTo(http.GET('/v1/runs', { params: { query: { limit } }, signal })),
    answerTo(http.GET('/v1/webhooks', { signal })),
    usage({ ...thisMonth, signal }),
  ]);
  const active = runs.data.filter((run) => !isOver(run));
  // A run that may still cost as much counts by its estimate, as where it was let in, and to the month when it was.
  const reserved = active
    .filter(({ createdAt }) => createdAt >= thisMonth.from)
    .reduce((sum, { cost }) => sum + (cost.estimate ?? 0), 0);
  return {
    usdMicrosPerMonth: exactly(totalOf(month).usdMicros + reserved),
    runsAtOnce: exactly(active.length),
    subjects,
    galleryPhotos,
    webhooks: exactly(webhooks.data.length),
  };
}

export interface QuotasNow {
  readonly quotas: Quotas;
  readonly use: QuotaUse;
}

/** What the tenant may use, and how much of it is used. */
export function useQuotas(): Asked<QuotasNow> {
  const { likeness } = useService();
  return useAsked('quotas', async (signal) => {
    const [quotas, use] = await Promise.all([
      answerTo(likeness.http.GET('/v1/quotas', { signal })),
      countUse(likeness, signal),
    ]);
    return { quotas, use };
  });
}
