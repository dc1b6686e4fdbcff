import type { MatchAnswer } from '@likeness/client';
import { figure } from '../../formats/figures.ts';

/** What a match comes to, in a sentence. */
interface Decision {
  readonly type: 'positive' | 'stopped' | 'info';
  readonly text: string;
  /** How that was decided. */
  readonly why: string;
}

/** Never broken before its sign. */
const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;

export function decisionOf(subject: string, { threshold, data: [first] }: MatchAnswer): Decision | null {
  if (first === undefined) return null;
  const { score, match } = first;
  if (threshold === null || match === null) {
    return {
      type: 'info',
      text: 'The endpoint is not judged yet, so there is no threshold',
      why: `The score is ${figure(score)}: the nearer to 1, the more the photo is like your reference photos. A run with held-out photos and photos of other things finds the threshold.`,
    };
  }
  const apart = `${figure(Math.abs(score - threshold))} ${score < threshold ? 'below' : 'above'}`;
  const why = `The score of ${figure(score)} is ${apart} the threshold of ${figure(threshold)}.`;
  return match
    ? { type: 'positive', text: `This is ${subject}`, why }
    : { type: 'stopped', text: `This is not ${subject}`, why };
}

/** How well the threshold is expected to tell; null where that was not measured. */
export function expectedOf(subject: string, { precision, recall }: MatchAnswer): string | null {
  if (precision === null || recall === null) return null;
  return `Of the photos that it calls ${subject}, about ${percent(precision)} are; of those that are, it finds about ${percent(recall)}.`;
}

/** Where a box is, for who can't see it. */
export function placeOf([x, y, width, height]: readonly number[] = [], across: number, down: number): string {
  if (x === undefined || y === undefined || width === undefined || height === undefined) return '';
  const column = ['on the left', 'in the middle', 'on the right'][third((x + width / 2) / across)];
  const row = ['at the top', 'half-way down', 'at the bottom'][third((y + height / 2) / down)];
  return `${column}, ${row}, over ${percent((width * height) / (across * down))} of the photo`;
}

const third = (share: number): number => Math.min(2, Math.max(0, Math.floor(3 * share)));
