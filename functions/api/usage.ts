import { tenantPartition, usageKey } from '../../lib/domain/keys.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { ApiPorts } from './context.ts';

/** What a tenant used on one day. */
export interface DayOfUsage {
  readonly day: string;
  readonly runs: number;
  /** Billed by jobs. */
  readonly seconds: number;
  readonly usdMicros: number;
  /** Looked at by endpoints. */
  readonly images: number;
}

const keyStart = usageKey('', '').sk;

/** The days from `from` to `to` on which something was used, the first of them first. */
export async function usageByDay(
  { records }: Pick<ApiPorts, 'records'>,
  tenant: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<DayOfUsage[]> {
  const items = await records.query(tenantPartition(tenant), keyStart);
  return items.map(dayOf).filter(({ day }) => from <= day && day <= to);
}

function dayOf(item: RecordItem): DayOfUsage {
  const amount = (name: string): number => (typeof item[name] === 'number' ? (item[name] as number) : 0);
  return {
    day: item.sk.slice(keyStart.length),
    runs: amount('runs'),
    seconds: amount('seconds'),
    usdMicros: amount('usdMicros'),
    images: amount('images'),
  };
}

/** As RFC 4180 has it, dollars to the sixth place. */
export function usageCsv(days: readonly DayOfUsage[]): string {
  const lines = days.map(({ day, runs, seconds, usdMicros, images }) =>
    [day, runs, seconds, (usdMicros / 1e6).toFixed(6), images].join(','),
  );
  return ['day,runs,seconds,usd,images', ...lines, ''].join('\r\n');
}
