import { ServiceError } from '../lib/domain/errors.ts';
import { endpointChangeKey, endpointKey, isNamed, type RunReference } from '../lib/domain/keys.ts';
import type { Embedding } from '../lib/ports/endpoints.ts';
import type { Ports } from '../lib/ports/index.ts';
import type { RecordItem } from '../lib/ports/records.ts';
import { warmUpImage } from '../lib/ports/warm-up.ts';

export type Subject = Pick<RunReference, 'tenant' | 'subject'>;

/** What a subject's endpoint answers with. */
export interface Serving {
  /** An adapter's name; null is the bare backbone. */
  readonly adapter: string | null;
  /** Served without having been judged. */
  readonly provisional: boolean;
}

/** A subject's endpoint as it was read. */
export interface SubjectEndpoint extends Serving {
  readonly previous: Serving;
  /** 0 where there is none yet. */
  readonly version: number;
  /** ISO 8601; null where there is none yet. */
  readonly since: string | null;
}

/** What it is to answer with, and who says so: a run, or somebody by hand. */
export interface Pointed extends Serving {
  readonly run: string | null;
  /** The principal; null where a run says so, or nobody knows who did. */
  readonly by: string | null;
}

const base: Serving = { adapter: null, provisional: false };

/** A subject that has none yet is answered for by the base, and so is one that isn't there. */
export async function readEndpoint({ records }: Pick<Ports, 'records'>, subject: Subject): Promise<SubjectEndpoint> {
  const item = await records.get(endpointKey(subject));
  return {
    ...serving(item?.adapter, item?.provisional),
    previous: serving(item?.previous, item?.previousProvisional),
    version: Number(item?.version ?? 0),
    since: typeof item?.since === 'string' ? item.since : null,
  };
}

/** False where the subject has an endpoint. */
export function createEndpoint(ports: Pick<Ports, 'records' | 'clock'>, of: Subject, next: Pointed): Promise<boolean> {
  const item = { ...members(ports, next, base), version: 1 };
  return ports.records.transact([
    { create: { ...endpointKey(of), ...item } },
    { create: { ...endpointChangeKey(of, 1), ...item } },
  ]);
}

/**
 * Points the endpoint at something else, by a conditional write, and keeps that it did in the endpoint's history.
 * @throws ServiceError `RecordConflict` where it is no more as it was read
 */
export async function pointEndpoint(
  ports: Pick<Ports, 'records' | 'clock'>,
  of: Subject,
  { version }: SubjectEndpoint,
  next: Pointed,
  previous: Serving,
): Promise<void> {
  const changes = { ...members(ports, next, previous), version: version + 1 };
  const pointed = await ports.records.transact([
    { update: endpointKey(of), changes, expected: { version } },
    { create: { ...endpointChangeKey(of, version + 1), ...changes } },
  ]);
  if (!pointed) {
    throw new ServiceError('RecordConflict', 'The endpoint was changed by somebody else at the same moment.');
  }
}

/** A vector, by what it was made and whether that was ever judged. */
export interface SubjectEmbedding extends Embedding {
  /** Null where the subject has no promoted adapter: then it is the base's vector. */
  readonly adapterName: string | null;
  readonly provisional: boolean;
}

/**
 * Embeds an image with what serves the subject.
 * @throws ServiceError as the endpoints do
 */
export async function embedFor(
  ports: Pick<Ports, 'records' | 'endpoints'>,
  subject: Subject,
  image: Uint8Array,
): Promise<SubjectEmbedding> {
  const { adapter: adapterName, provisional } = await readEndpoint(ports, subject);
  return { ...(await ports.endpoints.embed(image, adapterName)), adapterName, provisional };
}

/**
 * Asks for an image in the adapter's name, null being the bare backbone, before anything is pointed at it.
 * @throws ServiceError `SmokeTestFailed` where something else answers, and as the endpoints do
 */
export async function checkAnswer({ endpoints }: Pick<Ports, 'endpoints'>, name: string | null): Promise<void> {
  const { adapter } = await endpoints.embed(warmUpImage, name);
  if (isNamed(adapter, name)) return;
  throw new ServiceError('SmokeTestFailed', `The endpoint was asked for ${name} and answered with ${adapter}.`);
}

const members = ({ clock }: Pick<Ports, 'clock'>, { adapter, provisional, run, by }: Pointed, previous: Serving) => ({
  adapter,
  provisional,
  run,
  by,
  since: clock.now(),
  previous: previous.adapter,
  previousProvisional: previous.provisional,
});

const serving = (adapter: RecordItem[string], provisional: RecordItem[string]): Serving => ({
  adapter: typeof adapter === 'string' ? adapter : null,
  provisional: provisional === true,
});
