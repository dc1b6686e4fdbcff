import { readJson } from '../functions/documents.ts';
import { dataPrefix, modelPrefix, type RunReference } from '../lib/domain/keys.ts';
import { sourceName, sourceNames } from '../lib/domain/sources.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import type { Curation } from './curation.ts';
import type { Generation } from './generation.ts';
import type { RunJobs } from './run-jobs.ts';

/** A source that gave less than was asked of it. */
export interface Shortfall {
  readonly source: string;
  /** A sentence. */
  readonly message: string;
}

/** `shortfall.json` of the compose job. */
type Composed = readonly {
  readonly source: string;
  readonly wanted: number;
  readonly made: number;
  readonly reason: string;
}[];

/** `look-alikes.json` of the represent job. */
interface LookAlikes {
  readonly candidates: number;
  readonly mined: readonly unknown[];
  readonly sameThing: { readonly leftOut: readonly unknown[] };
}

/** All that fell short, in the order of the workflow. */
export async function readShortfalls(
  objects: ObjectStore,
  run: RunReference,
  jobs: RunJobs,
  generation: Generation | null,
): Promise<Shortfall[]> {
  const composed = await readJson<Composed>(objects, `${modelPrefix(run, jobs.compose)}shortfall.json`);
  const curation = await readJson<Curation>(objects, `${dataPrefix(run, jobs.represent)}curation.json`);
  return [
    ...heldBack(generation),
    ...composed.map(({ source, wanted, made, reason }) => ({
      source,
      message: `${sourceName(source)}: ${made} of ${wanted} images could be made, because ${reason}.`,
    })),
    ...curationShortfalls(curation),
    ...(await lookAlikeShortfalls(objects, `${dataPrefix(run, jobs.represent)}look-alikes.json`)),
  ];
}

/** Look-alikes that were to train and do not; there is no such document where none were to. */
async function lookAlikeShortfalls(objects: ObjectStore, uri: string): Promise<Shortfall[]> {
  if ((await objects.head(uri)) === undefined) return [];
  const { candidates, mined, sameThing } = await readJson<LookAlikes>(objects, uri);
  const { length } = sameThing.leftOut;
  const leftOut =
    length > 0 ? [`${length} of ${candidates} look-alikes look like the thing itself and were left out.`] : [];
  const none = mined.length === 0 ? ['No look-alike trained: every negative was another one.'] : [];
  return [...leftOut, ...none].map((message) => ({ source: 'look-alike', message }));
}

function heldBack(generation: Generation | null): Shortfall[] {
  if (generation === null) return [];
  const { sampling, priors } = generation.cost;
  const told = (source: string, count: number, of: number, what: string): Shortfall[] =>
    count === 0 ? [] : [{ source, message: `The safety checker held back ${count} of ${of} ${what}.` }];
  const made = Object.values(priors?.images ?? {}).reduce((sum, count) => sum + count, 0);
  const flagged = priors?.heldBack ?? 0;
  return [
    ...told('generator', flagged, made + flagged, 'images of the category'),
    ...told('dreambooth', sampling.heldBack, sampling.asked, 'DreamBooth images'),
  ];
}

/** A source of which nothing trains is what a reader must know; the rest is told as curation told it. */
export function curationShortfalls({ shortfalls, sources }: Pick<Curation, 'shortfalls' | 'sources'>): Shortfall[] {
  const trains = Object.entries(sources).filter(([, { kind, kept }]) => kind === 'positive' && kept > 0);
  const alone = `the adapter trained on ${sourceNames(trains.map(([source]) => source))} alone`;
  return shortfalls.map(({ source, reason }) => {
    const told = sources[source];
    if (trains.length === 0 || (told !== undefined && told.kept > 0) || source.includes(' and ')) {
      return { source, message: `${sourceNames(source.split(' and '))}: ${reason}.` };
    }
    const what =
      told === undefined
        ? `No ${sourceName(source)} image was made`
        : `No ${sourceName(source)} image was faithful enough`;
    return { source, message: `${what}: ${alone}.` };
  });
}
