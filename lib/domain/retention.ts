import { z } from 'zod';

const days = z.int().min(1).max(36_500).nullable();

/** How long a tenant keeps what its runs leave, in days from their end; null: until it is deleted. */
export const retentionShape = z.object({ photosDays: days, syntheticDays: days, runsDays: days });
export type Retention = z.infer<typeof retentionShape>;

/** A run that may be too old. */
export interface EndedRun {
  readonly run: string;
  readonly subject: string;
  readonly upload: string | null;
  /** Null for one that is under way. */
  readonly finishedAt: string | null;
  /** The name of the adapter that it made. */
  readonly adapter: string | null;
}

/** A job whose result a run uses: several may use one. */
export interface JobUse {
  readonly run: string;
  readonly subject: string;
  readonly stage: string;
  readonly digest: string;
}

export interface Outdated {
  /** Whole runs. */
  readonly runs: readonly EndedRun[];
  /** Uploads whose photos go. */
  readonly uploads: readonly { readonly subject: string; readonly upload: string }[];
  /** Jobs whose results go. */
  readonly jobs: readonly { readonly subject: string; readonly digest: string }[];
  /** Names of adapters that no run has any more. */
  readonly adapters: readonly string[];
}

/**
 * What of a tenant is older than it wants to keep. What several runs share goes with the last of them; a run stays while
 * its subject's endpoint answers with its adapter, or can go back to it.
 * @param serving names of adapters that endpoints answer with or can go back to
 */
export function outdated(
  {
    runs,
    jobs,
    serving,
  }: { readonly runs: readonly EndedRun[]; readonly jobs: readonly JobUse[]; readonly serving: ReadonlySet<string> },
  { photosDays, syntheticDays, runsDays }: Retention,
  now: string,
): Outdated {
  const before = (limit: number | null): string =>
    limit === null ? '' : new Date(Date.parse(now) - limit * 24 * 3600 * 1000).toISOString();
  const olderThan = (limit: number | null) => {
    const bound = before(limit);
    return new Set(runs.filter(({ finishedAt }) => finishedAt !== null && finishedAt < bound).map(({ run }) => run));
  };
  const [forPhotos, forImages, forAll] = [olderThan(photosDays), olderThan(syntheticDays), olderThan(runsDays)];
  const going = runs.filter(({ run, adapter }) => forAll.has(run) && (adapter === null || !serving.has(adapter)));
  const gone = new Set(going.map(({ run }) => run));
  const kept = new Set(runs.flatMap(({ run, adapter }) => (gone.has(run) ? [] : (adapter ?? []))));

  const uploads = runs.flatMap(({ run, subject, upload }) => (upload === null ? [] : [{ run, subject, upload }]));
  const made = jobs.filter(({ stage }) => stage !== 'priors');
  return {
    runs: going,
    uploads: sharedBy(
      uploads,
      ({ subject, upload }) => `${subject}/${upload}`,
      ({ run }) => forPhotos.has(run) || gone.has(run),
    ),
    jobs: sharedBy(
      made,
      ({ subject, digest }) => `${subject}/${digest}`,
      ({ run, stage }) => gone.has(run) || (stage !== 'represent' && forImages.has(run)),
    ),
    adapters: [...new Set(going.flatMap(({ adapter }) => adapter ?? []))].filter((adapter) => !kept.has(adapter)),
  };
}

/** Of things that are one where their names are, the first of each that all can do without. */
function sharedBy<T>(things: readonly T[], nameOf: (thing: T) => string, isFree: (thing: T) => boolean): T[] {
  const needed = new Set(things.filter((thing) => !isFree(thing)).map(nameOf));
  const free = new Map(things.filter((thing) => !needed.has(nameOf(thing))).map((thing) => [nameOf(thing), thing]));
  return [...free.values()];
}
