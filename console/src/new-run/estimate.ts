import type { RunPlan } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration } from '../formats/time.ts';

/** What a run may take and cost, in a few words. */
export function estimateOf({ cost: { seconds, usdMicros } }: Pick<RunPlan, 'cost'>): string {
  const time = seconds === null ? 'How long it takes is not known' : `About ${duration(roughly(seconds))}`;
  if (usdMicros === null) return `${time}. Its price is not known.`;
  return usdMicros === 0 ? `${time} on this machine, at no cost.` : `${time} of machines, about ${dollars(usdMicros)}.`;
}

/** An estimate of hours has no seconds. */
function roughly(seconds: number): number {
  const unit = seconds < 120 ? 5 : seconds < 3600 ? 60 : 600;
  return Math.max(unit, Math.round(seconds / unit) * unit);
}
