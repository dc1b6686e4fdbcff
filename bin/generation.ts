import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../functions/documents.ts';
import { dataPrefix, manifestUri, type RunReference } from '../lib/domain/keys.ts';
import { catalogueModels } from '../lib/domain/models.ts';
import type { Plan, PlannedCaptions, PlannedGenerator } from '../lib/domain/plan.ts';
import { inOrderOfSources } from '../lib/domain/sources.ts';
import { installation } from '../lib/local/installation.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import type { CuratedSource, Curation } from './curation.ts';
import type { RunJobs } from './run-jobs.ts';

/** `none`: the generator has none. */
export type SafetyChecker = 'on' | 'off' | 'none';

export interface Licence {
  readonly name: string;
  /** What it keeps one from, in a sentence; null where we only know its name. */
  readonly restricts: string | null;
}

/** What the adapter loses without a source, in average precision with one reference. */
export interface Effect {
  readonly without: { readonly averagePrecisionOneReference: number };
  /** With all sources, less without this one: above 0 the source helps. */
  readonly difference: number;
  readonly interval?: readonly [number, number];
}

export interface SourceResult extends Omit<CuratedSource, 'fidelity' | 'keptFidelity'> {
  readonly source: string;
  /** The means. */
  readonly fidelity: number | null;
  readonly keptFidelity: number | null;
  /** Null where it was not measured. */
  readonly effect: Effect | null;
}

export interface PriorsCost {
  /** An earlier run of the category made them; the figures are that run's. */
  readonly reused: boolean;
  readonly seconds: number;
  readonly images: Readonly<Record<string, number>>;
  readonly heldBack: number;
}

export interface TrainingCost {
  readonly reused: boolean;
  readonly device: string;
  readonly steps: number;
  readonly seconds: number;
  /** Null where there were too few steps to tell. */
  readonly secondsPerStep: number | null;
  readonly imagesPerSecond: number;
}

export interface SamplingCost {
  readonly asked: number;
  readonly made: number;
  readonly heldBack: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

/** What a run with a generator has more than one without. */
export interface Generation {
  readonly generator: { readonly name: string; readonly digest: string; readonly licence: Licence | null };
  readonly captions: Pick<PlannedCaptions, 'source' | 'fallback'>;
  /** Of the category's images, null where there are none, and of the subject's. */
  readonly safetyChecker: { readonly priors: SafetyChecker | null; readonly dreambooth: SafetyChecker };
  /** How it is known that no image of the generator gave a judged photo away; null where nothing was judged. */
  readonly separation: string | null;
  readonly sources: readonly SourceResult[];
  readonly cost: {
    readonly priors: PriorsCost | null;
    readonly training: TrainingCost;
    readonly sampling: SamplingCost;
  };
}

interface Evaluation {
  readonly generator?: string | null;
  readonly effects?: readonly ({ readonly source: string } & Effect)[];
}

interface Training {
  readonly device: string;
  readonly settings: { readonly steps: number };
  readonly secondsPerStep: number | null;
  readonly imagesPerSecond: number;
  readonly sampling: Omit<SamplingCost, 'heldBack'> & { readonly heldBack: readonly string[] };
}

interface Priors {
  readonly images: Readonly<Record<string, number>>;
  readonly flagged: readonly string[];
}

interface Manifest {
  readonly run: string;
  readonly seconds: number;
}

/** Gathers what the jobs of a run with a generator told; null for a run without one. */
export async function readGeneration(
  objects: ObjectStore,
  run: RunReference,
  plan: Plan,
  jobs: RunJobs,
): Promise<Generation | null> {
  const { generator, stages } = plan;
  if (generator === null || jobs.generate === undefined) return null;
  const data = dataPrefix(run, jobs.represent);
  const curation = await readJson<Curation>(objects, `${data}curation.json`);
  const evaluation = await readJson<Evaluation>(objects, `${data}evaluation.json`);
  const checks = await hasSafetyChecker(objects, generator);
  const checker = (asked: unknown): SafetyChecker => (!checks ? 'none' : asked === false ? 'off' : 'on');
  const { captions, name, digest } = generator;
  return {
    generator: { name, digest, licence: await licenceOf(name) },
    captions: { source: captions.source, fallback: captions.fallback },
    safetyChecker: {
      priors: stages.priors && checker(stages.priors.safety_checker),
      dreambooth: checker(stages.generate?.safety_checker),
    },
    separation: evaluation.generator ?? null,
    sources: sourceResults(curation, evaluation),
    cost: { priors: await priorsCost(objects, run, jobs), ...(await dreamboothCost(objects, run, jobs.generate)) },
  };
}

function sourceResults(curation: Curation, { effects = [] }: Evaluation): SourceResult[] {
  const results = Object.entries(curation.sources).map(([source, told]): SourceResult => {
    const { kind, candidates, kept, dropped, vendi, keptVendi, coverage } = told;
    const fidelity = told.fidelity?.mean ?? null;
    const keptFidelity = told.keptFidelity?.mean ?? null;
    const found = effects.find((effect) => effect.source === source);
    const effect = found === undefined ? null : effectOf(found);
    return { source, kind, candidates, kept, dropped, fidelity, keptFidelity, vendi, keptVendi, coverage, effect };
  });
  return inOrderOfSources(results);
}

const effectOf = ({ without, difference, interval }: Effect): Effect => ({
  without: { averagePrecisionOneReference: without.averagePrecisionOneReference },
  difference,
  ...(interval && { interval }),
});

async function priorsCost(objects: ObjectStore, run: RunReference, { priors }: RunJobs): Promise<PriorsCost | null> {
  if (priors === undefined) return null;
  const { place, digest } = priors;
  const manifest = await readJson<Manifest>(objects, manifestUri(place, digest));
  const { images, flagged } = await readJson<Priors>(objects, `${dataPrefix(place, digest)}priors.json`);
  const seconds = Number(manifest.seconds.toFixed(3));
  return { reused: manifest.run !== run.run, seconds, images, heldBack: flagged.length };
}

async function dreamboothCost(
  objects: ObjectStore,
  run: RunReference,
  digest: string,
): Promise<{ training: TrainingCost; sampling: SamplingCost }> {
  const manifest = await readJson<Manifest>(objects, manifestUri(run, digest));
  const told = await readJson<Training>(objects, `${dataPrefix(run, digest)}training.json`);
  const stages = await readJson<{ name: string; seconds: number }[]>(objects, `${dataPrefix(run, digest)}stages.json`);
  const { device, settings, secondsPerStep, imagesPerSecond, sampling } = told;
  const seconds = stages.find(({ name }) => name === 'train')?.seconds ?? 0;
  const reused = manifest.run !== run.run;
  return {
    training: { reused, device, steps: settings.steps, seconds, secondsPerStep, imagesPerSecond },
    sampling: {
      asked: sampling.asked,
      made: sampling.made,
      heldBack: sampling.heldBack.length,
      seconds: sampling.seconds,
      imagesPerSecond: sampling.imagesPerSecond,
    },
  };
}

/** What the generator's own folder says: diffusers names each part that there is by library and class. */
async function hasSafetyChecker(objects: ObjectStore, { uri }: PlannedGenerator): Promise<boolean> {
  const index = await readJson<{ safety_checker?: readonly (string | null)[] }>(objects, `${uri}model_index.json`);
  return typeof index.safety_checker?.[1] === 'string';
}

/** The catalogue's, else the one that the card of a generator that ships has at its head. */
async function licenceOf(name: string): Promise<Licence | null> {
  const listed = catalogueModels().find((model) => model.name === name)?.licence;
  if (listed !== undefined) return { name: listed.name, restricts: listed.restricts };
  const card = join(installation().root, 'assets', 'generators', name, 'README.md');
  const text = await readFile(card, 'utf8').catch(() => '');
  const [, named] = /^license:\s*(\S+)/m.exec(text) ?? [];
  return named === undefined ? null : { name: named, restricts: null };
}
