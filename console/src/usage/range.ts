/** Days as the API has them: `2026-01-31`, of UTC, the first and the last of them included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export const rangeNames = ['this-month', 'last-month', 'last-30-days'] as const;
type RangeName = (typeof rangeNames)[number];

export interface RangeAsked extends DayRange {
  /** Custom where the address has days of its own. */
  readonly name: RangeName | 'custom';
}

const dayLength = 86_400_000;
/** Nothing was used before. */
const firstDay = '2020-01-01';
const lastDay = '2100-12-31';

export const today = (now = Date.now()): string => dayOf(now);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

export const dayAfter = (day: string, count = 1): string => dayOf(timeOf(day) + count * dayLength);
export const daysOf = ({ from, to }: DayRange): number => Math.round((timeOf(to) - timeOf(from)) / dayLength) + 1;

function isDay(text: string | null): text is string {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(timeOf(text))) return false;
  return dayOf(timeOf(text)) === text && firstDay <= text && text <= lastDay;
}

/** Whether these can be the days of a range. */
export const isRange = (from: string | null, to: string | null): boolean => isDay(from) && isDay(to) && from <= to;

/** The days of a range that has a name. */
export function namedRange(name: RangeName, day: string): DayRange {
  const first = `${day.slice(0, 8)}01`;
  if (name === 'this-month') return { from: first, to: day };
  if (name === 'last-30-days') return { from: dayAfter(day, -29), to: day };
  const to = dayAfter(first, -1);
  return { from: `${to.slice(0, 8)}01`, to };
}

/** Reads the query; days that can't be are as if they were not there. */
export function rangeAsked(query: string, day: string): RangeAsked {
  const members = new URLSearchParams(query);
  const [from, to] = [members.get('from'), members.get('to')];
  if (isDay(from) && isDay(to) && from <= to) return { name: 'custom', from, to };
  const name = rangeNames.find((known) => known === members.get('range')) ?? 'this-month';
  return { name, ...namedRange(name, day) };
}

/** The members of the query for a range; this month takes none. */
export function rangeQuery({ name, from, to }: RangeAsked): Readonly<Record<'range' | 'from' | 'to', string | null>> {
  if (name === 'custom') return { range: null, from, to };
  return { range: name === 'this-month' ? null : name, from: null, to: null };
}
