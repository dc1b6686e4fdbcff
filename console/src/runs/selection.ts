/** Side by side, no more than a person can take in. */
export const mostCompared = 4;

const id = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export interface Named {
  readonly ids: readonly string[];
  /** What stands where ids should. */
  readonly others: readonly string[];
}

/** The runs that an address names, each once, in its order. */
export function namedRuns(text: string | null): Named {
  const words = [...new Set((text ?? '').split(/[\s,]+/).filter(Boolean))];
  const ids = [...new Set(words.map((word) => word.toUpperCase()).filter((word) => id.test(word)))];
  return { ids, others: words.filter((word) => !id.test(word.toUpperCase())) };
}

/** Why so many runs can't be compared; null where they can. */
export function whyNotCompared(count: number): string | null {
  if (count === 0) return 'Select two to four runs to see them side by side.';
  if (count === 1) return 'Select at least one more run to compare this one with.';
  if (count <= mostCompared) return null;
  const over = count - mostCompared;
  return `Four runs fit side by side. Unselect ${over === 1 ? 'one' : over}.`;
}
