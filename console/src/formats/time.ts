/** So many seconds in at most two units: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units = [
    ['d', Math.floor(whole / 86_400)],
    ['h', Math.floor(whole / 3600) % 24],
    ['min', Math.floor(whole / 60) % 60],
    ['s', whole % 60],
  ] as const;
  const first = units.findIndex(([, count]) => count > 0);
  if (first < 0) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ');
}

/** Seconds from one time to another, which is now where it has not come yet. */
export function secondsBetween(from: string, to: string | null, now: number): number {
  return ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000;
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Whose times `moment` tells. */
export const { timeZone } = moments.resolvedOptions();

/** A time of ISO 8601 where the reader is. */
export const moment = (iso: string): string => moments.format(new Date(iso));

const exactMoments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A time to the second. */
export const exactMoment = (iso: string): string => exactMoments.format(new Date(iso));

/** So many milliseconds, as long as an answer takes. */
export const latency = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
