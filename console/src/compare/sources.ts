import { kindText } from '../run/images/words.ts';

const order = ['positive', 'anchor', 'negative'];

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
  return [...kindOf]
    .toSorted(([, one], [, other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, kind]) => ({ name, shows: kindText(kind) }));
}
