import type { Distractors } from '../lib/domain/upload.ts';
import type { MatchThreshold } from '../lib/domain/verdict.ts';

/** What report and terminal say of a verdict beside its reason, in words; nothing where there is nothing to say. */

/** Whose photos of other things judged, where the operator's are among them. */
export function judgedByTold({ user, bank, bankDigest }: Distractors): string[] {
  if (bank === 0 || bankDigest === null) return [];
  const digest = bankDigest.slice(0, 16);
  return [`by ${user + bank} photos of other things: ${user} given, ${bank} of the operator's distractors (${digest})`];
}

export function matchTold(match: MatchThreshold | null): string[] {
  if (match === null) return [];
  const { threshold, precision, recall } = match;
  const expected = `expected precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`;
  return [`a photo shows the subject from a score of ${threshold.toFixed(3)} on; ${expected}`];
}
