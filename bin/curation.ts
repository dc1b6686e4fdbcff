/** How alike images are to the photos: 1 as two real photos are, 0 as the negatives. */
interface Spread {
  readonly mean: number;
}

/** What `curation.json` tells of one source. A member without `kept` in its name speaks of all candidates. */
export interface CuratedSource {
  readonly kind: string;
  readonly candidates: number;
  readonly kept: number;
  /** How many for each reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Null where nothing was measured, as of the photos themselves. */
  readonly fidelity: Spread | null;
  readonly keptFidelity: Spread | null;
  /** How many wholly different images they are worth; 0 of none. */
  readonly vendi: number;
  readonly keptVendi: number;
  /** The share of the faithful images near which one trains; null where none is faithful. */
  readonly coverage: number | null;
}

export interface CuratedImage {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly kept: boolean;
  readonly reason: string;
  readonly fidelity: number | null;
}

/** `curation.json` of the represent job, as far as it is read here. */
export interface Curation {
  readonly summary: {
    readonly kept: number;
    readonly dropped: number;
    readonly fidelity: number;
    readonly diversity: number;
    /** How many wholly different images the positives that train are worth. */
    readonly vendi: number;
  };
  readonly shortfalls: readonly { readonly source: string; readonly reason: string }[];
  readonly sources: Readonly<Record<string, CuratedSource>>;
  readonly images: readonly CuratedImage[];
}
