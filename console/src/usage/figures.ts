import type { DayOfUsage } from '@likeness/client';
import { type DayRange, dayAfter, daysOf } from './range.ts';

export type Amounts = Omit<DayOfUsage, 'day'>;

/** What one bar stands for: a day, `2026-01-31`, or a month, `2026-01`. */
export interface Bar extends Amounts {
  readonly at: string;
}

/** More bars than that can't be told apart: months are shown then. */
const mostDays = 62;

const nothing: Amounts = { runs: 0, seconds: 0, usdMicros: 0, images: 0 };

const sum = (one: Amounts, other: Amounts): Amounts => ({
  runs: one.runs + other.runs,
  seconds: one.seconds + other.seconds,
  usdMicros: one.usdMicros + other.usdMicros,
  images: one.images + other.images,
});

export const totalOf = (days: readonly DayOfUsage[]): Amounts => days.reduce<Amounts>(sum, nothing);

/** A bar for each day of the range, or each of its months, those on which nothing was used among them. */
export function barsOf(days: readonly DayOfUsage[], range: DayRange): readonly Bar[] {
  const length = daysOf(range) > mostDays ? 7 : 10;
  const bars = new Map<string, Amounts>();
  for (let day = range.from; day <= range.to; day = dayAfter(day)) bars.set(day.slice(0, length), nothing);
  for (const { day, ...amounts } of days) {
    const at = day.slice(0, length);
    bars.set(at, sum(bars.get(at) ?? nothing, amounts));
  }
  return [...bars].map(([at, amounts]) => ({ at, ...amounts }));
}

/** Jobs worked and nothing was paid: the machine is the tenant's own. */
export const isFree = ({ seconds, usdMicros }: Amounts): boolean => seconds > 0 && usdMicros === 0;

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
const short = format({ day: 'numeric', month: 'short' });
const long = format({ day: 'numeric', month: 'short', year: 'numeric' });
const month = format({ month: 'short', year: 'numeric' });

/** A day or a month as an axis has it. */
export const barText = (at: string): string => (at.length === 7 ? month : short).format(new Date(at));

export const dayText = (day: string): string => long.format(new Date(day));

/** The unit in which so many seconds are easily read. */
export function timeUnit(mostSeconds: number): { readonly name: string; readonly seconds: number } {
  if (mostSeconds >= 7200) return { name: 'hours', seconds: 3600 };
  return mostSeconds >= 120 ? { name: 'minutes', seconds: 60 } : { name: 'seconds', seconds: 1 };
}
