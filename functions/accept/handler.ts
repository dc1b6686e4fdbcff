import { changedPreset } from '../../lib/domain/changes.ts';
import { distractorCounts } from '../../lib/domain/distractors.ts';
import { errorFromCode, InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import {
  acceptedUri,
  inboxPrefix,
  photosPrefix,
  type RunReference,
  retriedUploadUri,
  runKey,
} from '../../lib/domain/keys.ts';
import { lentPhotos, trainsLookAlikes } from '../../lib/domain/look-alikes.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import {
  type Accepted,
  type AcceptedPhoto,
  acceptedDigest,
  acceptedSchema,
  categoryOf,
  checkCount,
  photoLimits,
  photoRoles,
  type Upload,
  type UploadedFile,
} from '../../lib/domain/upload.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import { readJson, writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { readUpload } from '../upload-document.ts';
import { type Bank, bankName, readBank } from './bank.ts';
import { quoted } from './formats.ts';
import { inOrder } from './in-order.ts';
import { readLenders, readLent, recordLending } from './lent.ts';
import { cleanPhoto, type Photo, type SourceFile } from './photo.ts';
import { recordRefusal, refusalOf } from './refusal.ts';
import { Sieve } from './sieve.ts';

interface AcceptEvent {
  readonly run: RunReference;
}

/** What later states know of the photos: where they are described, a digest of their content, how many there are. */
export interface AcceptedState {
  readonly uri: string;
  readonly digest: string;
  readonly references: number;
  readonly heldOut: number;
  readonly others: number;
}

/** While one is decoded, the next comes. */
const atOnce = 2;

type AcceptPorts = Pick<Ports, 'objects' | 'records' | 'clock'>;

/**
 * Decodes the uploaded photos and puts clean ones into the subject's folder, and says on the subject's record whether
 * its other subjects may have them. Calling it again gives the same objects, as long as the same photos are lent.
 * @throws InputError for the first file that can't be taken, naming how many more there are; `RunOver` for a run that was
 *   cancelled before it came to this
 */
export function create(ports: AcceptPorts, _home: Home) {
  return async ({ run }: AcceptEvent): Promise<AcceptedState> => {
    const { objects } = ports;
    const isUnderWay = await advance(ports, run, 'validating');
    if (!isUnderWay && (await ports.records.get(runKey(run)))?.status === 'cancelled') {
      throw new InputError('RunOver', `The run ${run.run} was cancelled before it began.`);
    }
    const upload = await readUpload(objects, run);
    const uri = acceptedUri(run, upload.upload);
    // The inbox may be empty by now, and a run that is tried again is about the same photos.
    const isRetried = run.upload === retriedUploadUri(run, upload.upload) && (await objects.head(uri)) !== undefined;
    if (isRetried) return stateOf(uri, acceptedSchema.parse(await readJson(objects, uri)));
    try {
      const accepted = await accept(ports, run, upload);
      await removeStrays(objects, photosPrefix(run, upload.upload), accepted.photos);
      await writeJson(objects, uri, accepted);
      await recordLending(ports, run, upload.lend === true ? uri : null, accepted.category);
      return stateOf(uri, accepted);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // A refusal empties the inbox: when it is asked for again, the record says why.
      const refusal = (await refusalOf(ports, run)) ?? error;
      await removeStrays(objects, photosPrefix(run, upload.upload), []);
      const recorded = await recordRefusal(ports, run, refusal);
      if (recorded) await Promise.all(inboxUris(run, upload).map((uri) => objects.delete(uri)));
      throw refusal;
    }
  };
}

function stateOf(uri: string, accepted: Accepted): AcceptedState {
  const count = (role: string): number => accepted.photos.filter((photo) => photo.role === role).length;
  return {
    uri,
    digest: acceptedDigest(accepted),
    references: count('reference'),
    heldOut: count('held-out'),
    others: count('other'),
  };
}

const inboxUris = (run: RunReference, { upload, files }: Upload): string[] =>
  files
    .flatMap(({ key, mask }) => [key, ...(mask === undefined ? [] : [mask])])
    .map((key) => inboxPrefix(run, upload) + key);

async function accept(ports: AcceptPorts, run: RunReference, upload: Upload): Promise<Accepted> {
  const { objects } = ports;
  const category = categoryOf(upload.category);
  const filesOf = (role: string): UploadedFile[] => upload.files.filter((file) => file.role === role);
  for (const role of photoRoles) checkCount(role, filesOf(role).length);
  const intake = new Intake(objects, photosPrefix(run, upload.upload));
  const prefix = inboxPrefix(run, upload.upload);
  const work = (file: UploadedFile): Promise<Outcome> => clean(objects, prefix, file);
  for await (const outcome of inOrder(photoRoles.flatMap(filesOf), atOnce, work)) await intake.take(outcome);
  intake.check();
  if (learnsLookAlikes(upload)) await borrow(ports, run, intake, category);
  else if (intake.lookAlikes > 0) intake.warn(unusedLookAlikes);
  const bank = intake.others < distractorCounts.enough ? await readBank(objects, run, upload, category) : undefined;
  if (bank !== undefined) await fill(intake, bank);
  return { version: 1, category, ...intake.finish(), ...(bank && intake.fromBank > 0 && { bank: bank.digest }) };
}

/** For a preset that there is not it does not matter: the plan refuses that. */
function learnsLookAlikes({ preset, changes = {} }: Upload): boolean {
  try {
    return trainsLookAlikes(changedPreset(presetNamed(preset), changes).represent);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Adds photos that other subjects of the tenant lend, after all that the user gave: what judges is the user's choice. */
async function borrow(ports: AcceptPorts, run: RunReference, intake: Intake, category: string): Promise<void> {
  const { photos, sameThing } = lentPhotos(await readLenders(ports, run), category, intake.own);
  for (const subject of sameThing) intake.drop(subject, 'a subject with a photo of this one is the same thing');
  const work = async (lent: (typeof photos)[number]) => ({
    name: lent.name,
    photo: await readLent(ports.objects, lent),
  });
  for await (const { name, photo } of inOrder(photos, atOnce, work)) {
    if (intake.lookAlikes >= photoLimits.most['look-alike']) return;
    if (photo !== undefined) await intake.add({ role: 'look-alike', name, origin: 'tenant' }, photo);
  }
}

/** Adds the operator's photos of other things up to the number that judges well. */
async function fill(intake: Intake, { photos, clean: cleanOne }: Bank): Promise<void> {
  const work = async (photo: (typeof photos)[number]) => ({ name: bankName(photo.path), photo: await cleanOne(photo) });
  for await (const { name, photo } of inOrder(photos, atOnce, work)) {
    await intake.add({ role: 'other', name, origin: 'bank' }, photo);
    if (intake.others >= distractorCounts.filled) return;
  }
}

type Outcome = { readonly file: UploadedFile } & ({ readonly photo: Photo } | { readonly refusal: InputError });

async function clean(objects: ObjectStore, prefix: string, file: UploadedFile): Promise<Outcome> {
  try {
    const source = await fetch(objects, prefix + file.key, file.name);
    const mask = file.mask && (await fetch(objects, prefix + file.mask, maskName(file.name)));
    return { file, photo: await cleanPhoto(source, mask || undefined) };
  } catch (error) {
    if (error instanceof InputError) return { file, refusal: error };
    throw error;
  }
}

/** A mask is known by its photo's name. */
const maskName = (photo: string): string => `${photo.replace(/\.[^./]*$/, '')}.mask.png`;

async function fetch(objects: ObjectStore, uri: string, name: string): Promise<SourceFile> {
  const entry = await objects.head(uri);
  if (entry === undefined) {
    throw new InputError('PhotoUnreadable', `${quoted(name)} did not arrive with the upload. Upload the photos again.`);
  }
  if (entry.size > photoLimits.bytes) {
    const size = Math.ceil(entry.size / 1e6);
    throw new InputError(
      'PhotoTooLarge',
      `${quoted(name)} has ${size} MB and at most ${photoLimits.bytes / 1e6} are taken. Export it as JPEG.`,
    );
  }
  return { name, bytes: await objects.get(uri) };
}

/** Takes cleaned photos in order: keeps each picture once, puts it into the store, and remembers what was wrong. */
class Intake {
  readonly #objects: ObjectStore;
  readonly #prefix: string;
  readonly #sieve = new Sieve();
  readonly #photos: AcceptedPhoto[] = [];
  readonly #dropped: { name: string; reason: string }[] = [];
  readonly #warnings: string[] = [];
  readonly #refusals: { name: string; error: InputError }[] = [];

  constructor(objects: ObjectStore, prefix: string) {
    this.#objects = objects;
    this.#prefix = prefix;
  }

  async take(outcome: Outcome): Promise<void> {
    const { name } = outcome.file;
    try {
      if ('refusal' in outcome) throw outcome.refusal;
      await this.add(outcome.file, outcome.photo);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#refusals.push({ name, error });
    }
  }

  /** @throws InputError `PhotoHeldOutTwice` */
  async add({ role, name, origin }: Pick<AcceptedPhoto, 'role' | 'name' | 'origin'>, photo: Photo): Promise<void> {
    const number = String(this.#sieve.count(role)).padStart(2, '0');
    const dropping = this.#sieve.add({ role, name, likeness: photo.likeness });
    if (dropping !== undefined) {
      this.#dropped.push({ name, reason: dropping.reason });
      // The user has no hand in what the bank holds, nor in what other uploads lend.
      if (dropping.surprising && origin === undefined)
        this.#warnings.push(`${quoted(name)} was left out: ${dropping.reason}.`);
      return;
    }
    if (this.#refusals.length > 0) return; // Nothing will come of this upload; only its other faults are still sought.
    const id = `${role}/${number}`;
    const uri = `${this.#prefix}${id}.jpg`;
    const maskUri = photo.mask && `${this.#prefix}${id}.mask.png`;
    await this.#objects.put(uri, photo.picture.bytes, 'image/jpeg');
    if (photo.mask && maskUri) await this.#objects.put(maskUri, photo.mask.bytes, 'image/png');
    const { width, height } = photo;
    const digests = { sha256: photo.picture.sha256, maskSha256: photo.mask?.sha256 ?? null };
    this.#photos.push({ id, role, name, ...(origin && { origin }), uri, maskUri, ...digests, width, height });
  }

  drop(name: string, reason: string): void {
    this.#dropped.push({ name, reason });
  }

  warn(warning: string): void {
    this.#warnings.push(warning);
  }

  /** Photos of the subject itself. */
  get own(): AcceptedPhoto[] {
    return this.#photos.filter(({ role }) => role === 'reference' || role === 'held-out');
  }

  get lookAlikes(): number {
    return this.#sieve.count('look-alike');
  }

  get others(): number {
    return this.#sieve.count('other');
  }

  get fromBank(): number {
    return this.#photos.filter(({ origin }) => origin === 'bank').length;
  }

  /** @throws InputError the first refusal, or `TooFewPhotos` */
  check(): void {
    this.#refuse();
    const references = this.#sieve.count('reference');
    const judged = this.#sieve.count('held-out') > 0;
    const fewest = judged ? photoLimits.fewest : photoLimits.fewestUnjudged;
    if (references < fewest) throw tooFew(references, this.#dropped);
    if (references === fewest) this.#warnings.push(judged ? oneWarning : fewWarning);
  }

  finish(): Pick<Accepted, 'photos' | 'dropped' | 'warnings'> {
    return { photos: this.#photos, dropped: this.#dropped, warnings: this.#warnings };
  }

  #refuse(): void {
    const [first, ...more] = this.#refusals;
    if (first === undefined) return;
    if (more.length === 0) throw first.error;
    const names = more.slice(0, 5).map(({ name }) => quoted(name));
    const rest = `and ${more.length} more: ${names.join(', ')}${more.length > names.length ? ', ...' : ''}`;
    const { code, message } = first.error;
    throw errorFromCode(code, `${message} (${rest})`, { cause: first.error });
  }
}

const unusedLookAlikes =
  'There are look-alikes, and none of them trains: the preset draws no negatives from them. ' +
  'Say what share of the negatives they are to be: --set represent.hard_negatives=0.25.';

const fewWarning =
  'There are only 2 different reference photos, too few to judge the result by, so the verdict will be "unjudged". ' +
  'Add a third photo from another side.';

const oneWarning =
  'There is only 1 reference photo: the subject is learnt from one side. Add photos from other sides; each adds more than images made of one.';

function tooFew(count: number, dropped: readonly { readonly name: string }[]): InputError {
  const same =
    dropped.length > 0
      ? ` (the same picture twice counts once: ${dropped
          .map(({ name }) => quoted(name))
          .slice(0, 5)
          .join(', ')})`
      : '';
  const found = count === 0 ? 'There is no reference photo' : 'There is only 1 reference photo';
  return new InputError(
    'TooFewPhotos',
    `${found}${same}. Give at least 2 different ones (1 is enough beside held-out photos, which judge it), better 3 to 6 from several sides.`,
  );
}

/** What an earlier upload or attempt left there would be read as photos. */
async function removeStrays(objects: ObjectStore, prefix: string, photos: readonly AcceptedPhoto[]): Promise<void> {
  const wanted = new Set(photos.flatMap(({ uri, maskUri }) => [uri, maskUri]));
  const strays = (await objects.list(prefix)).filter(({ uri }) => !wanted.has(uri));
  await Promise.all(strays.map(({ uri }) => objects.delete(uri)));
}
