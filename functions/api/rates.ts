import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { rateKey, usageKey } from '../../lib/domain/keys.ts';
import { quotasFor } from '../quotas.ts';
import type { ApiPorts } from './context.ts';

/**
 * Counts images against the minute's quota and into the day's usage.
 * @throws InputError `RateExceeded`
 */
export async function countImages(
  ports: Pick<ApiPorts, 'records' | 'clock'>,
  home: Home,
  tenant: string,
  images: number,
): Promise<void> {
  const now = ports.clock.now();
  const { embeddingsPerMinute } = await quotasFor(ports, home, tenant);
  const counted = await ports.records.transact([
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
    'RateExceeded',
    `At most ${embeddingsPerMinute} images a minute are looked at. Ask again in a minute, or ask an admin for more.`,
  );
}
