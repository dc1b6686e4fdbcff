import { billedStartSeconds, type PresetSeconds, presetSeconds, slowness } from './cost/seconds.ts';
import type { Home } from './home.ts';
import { presetNamed } from './presets.ts';
import { priceTable } from './prices/sagemaker.ts';
import { type PricedInstance, priceOf } from './prices.ts';
import { instanceOf, type Stage, stages } from './training-job.ts';

/**
 * What so many seconds cost at a price, in micro-dollars, rounded up so that a sum is never less than the bill.
 * Whole seconds are billed.
 */
export const costAt = (usdMicrosPerHour: number, seconds: number): number =>
  Math.ceil((usdMicrosPerHour * Math.ceil(seconds)) / 3600);

/**
 * What a job costs that runs for so many seconds; null where there is no price. SageMaker's *billable* seconds of a spot
 * job have its saving in them already: their price is that on demand.
 */
export function costOf({ seconds, ...of }: PricedInstance & { readonly seconds: number }): number | null {
  const price = priceOf(of);
  return price === undefined ? null : costAt(price.usdMicrosPerHour, seconds);
}

/** Money in words: `12.34 USD`, with four digits below ten cents. */
export const inUsd = (usdMicros: number): string =>
  `${(usdMicros / 1e6).toFixed(usdMicros > 0 && usdMicros < 100_000 ? 4 : 2)} USD`;

export interface EstimateOf extends Pick<Home, 'instances' | 'region' | 'spot'> {
  /** A preset's name. */
  readonly preset: string;
  /** How many reference photos; without held-out photos they judge in turn, an adapter for each of up to three folds. */
  readonly references: number;
  readonly heldOut: number;
}

export interface StageEstimate {
  readonly stage: Stage;
  /** Billed; null where nothing is known of how long the preset takes. */
  readonly seconds: number | null;
  readonly instance: string;
  /** Null where the seconds or the price are not known. */
  readonly usdMicros: number | null;
}

export interface Estimate {
  /** Null where a stage's are. */
  readonly usdMicros: number | null;
  /** Billed seconds of all jobs together, of which two may run at once. */
  readonly seconds: number | null;
  /** In the order of the workflow, without those that the preset does not have. */
  readonly stages: readonly StageEstimate[];
  /** Sentences: what the seconds and the prices rest on, and what is missing. */
  readonly basis: string;
}

/** The most folds of a cross-validation, as the represent job has them. */
const folds = 3;

/**
 * What a run that finds nothing made yet will cost. A category's class images and negatives are made once: a later run of
 * it pays nothing for `priors`. Attempts that fail are not in it, nor what is changed in the preset.
 * @throws InputError `PresetUnknown`
 */
export function estimateOf(of: EstimateOf): Estimate {
  const preset = presetNamed(of.preset);
  const known = Object.hasOwn(presetSeconds, of.preset) ? presetSeconds[of.preset] : undefined;
  const estimates = stages.filter((stage) => preset[stage] !== null).map((stage) => stageEstimate(stage, known, of));
  return {
    usdMicros: sumOf(estimates.map(({ usdMicros }) => usdMicros)),
    seconds: sumOf(estimates.map(({ seconds }) => seconds)),
    stages: estimates,
    basis: basisOf(known, estimates, of),
  };
}

function stageEstimate(stage: Stage, known: PresetSeconds | undefined, of: EstimateOf): StageEstimate {
  const instance = instanceOf(stage, of.instances);
  const seconds = known === undefined ? null : billedSeconds(stage, known, of);
  // One's own machine costs nothing, however long it takes.
  const priced = instance === 'local' ? 0 : seconds;
  const usdMicros = priced === null ? null : costOf({ seconds: priced, instance, region: of.region, spot: of.spot });
  return { stage, seconds, instance, usdMicros };
}

function billedSeconds(stage: Stage, known: PresetSeconds, of: EstimateOf): number {
  const instance = instanceOf(stage, of.instances);
  const work = stage === 'represent' ? known.around + adaptersOf(known, of) * known.adapter : known[stage];
  const factor = known.on === 'gpu' && stage !== 'compose' ? (slowness[familyOf(instance)] ?? 1) : 1;
  return Math.ceil(work * factor) + (instance === 'local' ? 0 : billedStartSeconds);
}

/** How many adapters are trained: the one that serves, and those that judge it. */
function adaptersOf({ sources }: PresetSeconds, { references, heldOut }: EstimateOf): number {
  if (heldOut === 0) return 1 + Math.min(folds, references);
  return 1 + (sources > 1 ? sources : 0);
}

function basisOf(known: PresetSeconds | undefined, estimates: readonly StageEstimate[], of: EstimateOf): string {
  const machines = [...new Set(estimates.map(({ instance }) => instance))];
  const priced = machines.filter((instance) => instance !== 'local');
  return [
    known === undefined
      ? `No figures to derive the seconds of the preset ${of.preset} from: none are given.`
      : known.basis,
    ...(known === undefined ? [] : speedNotes(known, of)),
    ...(known !== undefined && priced.length > 0
      ? [`Each managed job is billed ${billedStartSeconds} s more for its image, inputs and results, assumed.`]
      : []),
    ...priced.map((instance) => priceNote(instance, of)),
    ...(priced.length > 0 ? [`Price table ${priceTable.version}.`] : []),
  ].join(' ');
}

function speedNotes({ on }: PresetSeconds, { instances: { gpu } }: EstimateOf): string[] {
  if (on === 'laptop') return gpu === 'local' ? [] : [`On ${gpu} they were not measured and are taken to be the same.`];
  if (gpu === 'local') return ['How fast this machine is was not asked.'];
  if (Object.hasOwn(slowness, familyOf(gpu))) return [];
  return [`${gpu} is taken to be as fast as an A10G.`];
}

function priceNote(instance: string, { region, spot }: EstimateOf): string {
  const price = priceOf({ region, instance, spot });
  if (price === undefined) return `There is no price of ${instance} in ${region}, so there is no cost.`;
  const kind = spot ? 'spot, a typical share of the price on demand, assumed' : 'on demand';
  return `${instance} in ${region}: price of ${price.asOf}, ${kind}${price.assumed && !spot ? ', derived from that of EC2' : ''}.`;
}

/** `g5` of `ml.g5.xlarge`. */
const familyOf = (instance: string): string => instance.split('.')[1] ?? '';

const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
