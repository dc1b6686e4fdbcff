import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { quotasKey, rateKey, usageKey } from '../../lib/domain/keys.ts';
import { quotasOf } from '../../lib/domain/quotas.ts';
import type { ApiPorts } from './context.ts';

/**
 * Counts images against the minute's quota and into the day's usage.
 * @throws InputError `QuotaExceeded`
 */
export async function countImages(
  { records, clock }: Pick<ApiPorts, 'records' | 'clock'>,
  home: Home,
  tenant: string,
  images: number,
): Promise<void> {
  const now = clock.now();
  const { embeddingsPerMinute } = quotasOf(await records.get(quotasKey(tenant)), home.quotas);
  const counted = await records.transact([
    {
      add: rateKey(tenant, now.slice(0, 16)),
      amounts: { images },
      atMost: { images: embeddingsPerMinute },
      set: { expiresAt: Math.floor(Date.parse(now) / 1000) + 3600 },
    },
    { add: usageKey(tenant, now.slice(0, 10)), amounts: { images } },
  ]);
  if (counted) return;
  throw new InputError(
    'QuotaExceeded',
    `At most ${embeddingsPerMinute} images a minute are looked at. Ask again in a minute, or ask an admin for more.`,
  );
}
