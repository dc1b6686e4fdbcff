const kinds: Readonly<Record<string, string>> = {
  positive: 'Shows the subject',
  anchor: 'Your photos, varied',
  negative: 'Shows another thing',
};

interface Curated {
  readonly curation: {
    readonly sources: Readonly<Record<string, { readonly kind: string; readonly candidates: number }>>;
  } | null;
}

export interface Source {
  readonly name: string;
  /** What its images show. */
  readonly shows: string;
}

/** The sources of images of all runs, those that show the subject first. */
export function sourcesOf(runs: readonly Curated[]): Source[] {
  const kindOf = new Map(
    runs.flatMap(({ curation }) =>
      Object.entries(curation?.sources ?? {})
        .filter(([, { candidates }]) => candidates > 0)
        .map(([name, { kind }]) => [name, kind] as const),
    ),
  );
  const order = Object.keys(kinds);
  return [...kindOf]
    .toSorted(([, one], [, other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, kind]) => ({ name, shows: kinds[kind] ?? kind }));
}
