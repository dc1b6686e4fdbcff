/** Those of the names that one is most likely to have meant by `name`, the likeliest first. */
export function nearest(name: string, names: readonly string[], count = 3): string[] {
  const last = (text: string): string => text.slice(text.lastIndexOf('.') + 1);
  const distance = (other: string): number => Math.min(edits(name, other), edits(last(name), last(other)) + 0.5);
  return names
    .map((other) => ({ other, away: distance(other) }))
    .sort((a, b) => a.away - b.away || (a.other < b.other ? -1 : 1))
    .slice(0, count)
    .map(({ other }) => other);
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] as number) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
