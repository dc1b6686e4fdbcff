import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { isNamed, type RunReference } from '../../lib/domain/keys.ts';
import { acceptedSchema } from '../../lib/domain/upload.ts';
import type { Embedding } from '../../lib/ports/endpoints.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';

interface SmokeTestEvent {
  readonly run: RunReference;
  readonly accepted: { readonly uri: string };
  /** The adapter that is about to serve; null is the bare backbone. */
  readonly deployment: { readonly adapter: string | null };
}

export interface SmokeTestState {
  readonly adapter: string | null;
  readonly dimensions: number;
  readonly milliseconds: number;
}

/** What rounding may take off the cosine of two answers: a server rounds by what else is in the batch. */
const rounding = 1e-6;

/** Asks the endpoint for the vector of a reference photo: twice the same, of length one, and from the adapter meant. */
export function create({ objects, endpoints, clock }: Pick<Ports, 'objects' | 'endpoints' | 'clock'>, _home: Home) {
  return async ({ accepted, deployment }: SmokeTestEvent): Promise<SmokeTestState> => {
    const photos = acceptedSchema.parse(await readJson(objects, accepted.uri)).photos;
    const photo = photos.find(({ role }) => role === 'reference');
    if (photo === undefined)
      throw new ServiceError('SmokeTestFailed', 'There is no reference photo to test the endpoint with.');
    const image = await objects.get(photo.uri);

    const before = Date.parse(clock.now());
    const first = await endpoints.embed(image, deployment.adapter);
    const milliseconds = Date.parse(clock.now()) - before;
    const second = await endpoints.embed(image, deployment.adapter);

    const length = Math.hypot(...first.vector);
    if (!(Math.abs(length - 1) < 1e-3)) throw failed(`its vector has length ${length}, not 1`);
    if (!sameVector(first, second)) throw failed('the same photo gave two different vectors');
    for (const { adapter } of [first, second]) {
      if (!isNamed(adapter, deployment.adapter)) throw failed(`it answered with adapter ${adapter}`);
    }
    return { adapter: deployment.adapter, dimensions: first.vector.length, milliseconds };
  };
}

const sameVector = ({ vector: a }: Embedding, { vector: b }: Embedding): boolean =>
  a.length === b.length && cosine(a, b) >= 1 - rounding;

const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b));

const failed = (what: string): ServiceError =>
  new ServiceError('SmokeTestFailed', `The endpoint does not answer as it should: ${what}.`);
