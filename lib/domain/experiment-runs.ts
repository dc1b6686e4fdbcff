import { randomOf, shuffled } from './captions/random.ts';
import { digestOf, type Json } from './digest.ts';
import { InputError } from './errors.ts';
import type { Arm } from './experiment.ts';

/** A photo of a subject, by its content. */
export interface SubjectPhoto {
  /** Unique within the subject. */
  readonly name: string;
  readonly sha256: string;
  readonly maskSha256: string | null;
}

export interface SubjectPhotos<P extends SubjectPhoto = SubjectPhoto> {
  readonly name: string;
  readonly category: string;
  /** What references are drawn from; those that are not drawn judge. */
  readonly photos: readonly P[];
  /** Photos that judge and are never drawn. */
  readonly heldOut: readonly P[];
}

export interface Design {
  readonly choices: number;
  readonly seeds: readonly number[];
  /** Told to tell other programs' runs apart. */
  readonly programs: string;
}

/** One run of the experiment. */
export interface PlannedRun<P extends SubjectPhoto = SubjectPhoto> {
  /** Digest of everything that decides what comes out: equal runs of two arms, or of two files, are one. */
  readonly id: string;
  readonly arm: Arm;
  readonly subject: string;
  readonly category: string;
  readonly choice: number;
  readonly seed: number;
  readonly references: readonly P[];
  readonly heldOut: readonly P[];
  readonly others: readonly P[];
  readonly lookAlikes: readonly P[];
}

/**
 * Every arm with every subject, choice and seed: all arms of one subject, choice and seed follow each other, so that a
 * part of an experiment compares something.
 * @param othersOf photos of other things than the subject; those that are look-alikes do not judge
 * @param lookAlikesOf photos of things that look like it, which every arm has
 * @throws InputError `OptionInvalid` for a subject that has too few photos for so many references or choices
 */
export function runsOf<P extends SubjectPhoto>(
  arms: readonly Arm[],
  subjects: readonly SubjectPhotos<P>[],
  { choices, seeds, programs }: Design,
  othersOf: (subject: SubjectPhotos<P>) => readonly P[],
  lookAlikesOf: (subject: SubjectPhotos<P>) => readonly P[] = () => [],
): PlannedRun<P>[] {
  const most = Math.max(...arms.map(({ references }) => references));
  return subjects.flatMap((subject) => {
    const lookAlikes = lookAlikesOf(subject);
    const train = new Set(lookAlikes.map(({ sha256 }) => sha256));
    const others = othersOf(subject).filter(({ sha256 }) => !train.has(sha256));
    const orders = drawsOf(subject, most, choices);
    return orders.flatMap((order, choice) =>
      seeds.flatMap((seed) =>
        arms.map((arm) => {
          // Whatever an arm learns from, every arm is judged by the same photos.
          const heldOut = [...order.slice(most), ...subject.heldOut];
          const references = order.slice(0, arm.references);
          const run = {
            arm,
            subject: subject.name,
            category: subject.category,
            choice,
            seed,
            references,
            heldOut,
            others,
            lookAlikes,
          };
          return { ...run, id: idOf(run, programs) };
        }),
      ),
    );
  });
}

/**
 * So many orders of a subject's photos, no two of which begin with the same `count`. The same for the same subject and
 * names, however they are listed.
 */
function drawsOf<P extends SubjectPhoto>(subject: SubjectPhotos<P>, count: number, choices: number): P[][] {
  const { name, photos, heldOut } = subject;
  const needed = count + (heldOut.length === 0 ? 1 : 0);
  if (photos.length < needed) {
    throw new InputError(
      'OptionInvalid',
      `${name} has ${photos.length} photos: ${count} references and one to judge by take ${needed}. Lower references, or leave it out (subjects.not).`,
    );
  }
  const possible = combinations(photos.length, count);
  if (choices > possible) {
    throw new InputError(
      'OptionInvalid',
      `choices is ${choices}: ${count} of the ${photos.length} photos of ${name} can be chosen in ${possible} ways. Lower it.`,
    );
  }
  const sorted = [...photos].sort((a, b) => (a.name < b.name ? -1 : 1));
  const draws = new Map<string, P[]>();
  for (let attempt = 0; draws.size < choices; attempt += 1) {
    const order = shuffled(randomOf(['references', name, attempt]), sorted);
    const drawn = order.slice(0, count).map((photo) => photo.name);
    const key = JSON.stringify(drawn.sort());
    if (!draws.has(key)) draws.set(key, order);
  }
  return [...draws.values()];
}

function combinations(of: number, count: number): number {
  let ways = 1;
  for (let index = 0; index < count; index += 1) ways = (ways * (of - index)) / (index + 1);
  return Math.round(ways);
}

function idOf({ arm, category, seed, ...photos }: Omit<PlannedRun, 'id'>, programs: string): string {
  const content = (list: readonly SubjectPhoto[]): Json =>
    list.map(({ sha256, maskSha256 }) => `${sha256} ${maskSha256}`).sort();
  const { references, heldOut, others, lookAlikes } = photos;
  const { summary: _, ...preset } = arm.preset;
  return digestOf({
    preset: JSON.parse(JSON.stringify(preset)) as Json,
    category,
    seed,
    programs,
    references: content(references),
    heldOut: content(heldOut),
    others: content(others),
    ...(lookAlikes.length > 0 && { lookAlikes: content(lookAlikes) }),
  }).slice(0, 32);
}

/**
 * Runs that may need a job of one digest, which is done once where they follow each other: those of one subject's
 * choice and seed, and with a generator those of one category, whose priors they share.
 */
export function lanesOf<R extends Pick<PlannedRun, 'arm' | 'category' | 'subject' | 'choice' | 'seed'>>(
  runs: readonly R[],
): R[][] {
  const shared = new Set(runs.filter(({ arm }) => arm.preset.generator !== null).map(({ category }) => category));
  const laneOf = ({ category, subject, choice, seed }: R): string =>
    JSON.stringify(shared.has(category) ? [category] : [category, subject, choice, seed]);
  const lanes = new Map<string, R[]>();
  for (const run of runs) lanes.set(laneOf(run), [...(lanes.get(laneOf(run)) ?? []), run]);
  return [...lanes.values()];
}
