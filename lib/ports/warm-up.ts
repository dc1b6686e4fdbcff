import { ServiceError } from '../domain/errors.ts';
import type { Endpoints } from './endpoints.ts';

/** A grey PNG of 32 x 32 pixels: enough to make a server load an adapter and run the model. */
export const warmUpImage = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mNoIAAYRhWMKhhVMFIVAABCAAAfN5c2AAAAAABJRU5ErkJggg==',
  'base64',
);

/**
 * Whether the adapter answers for an image; false while the endpoint is busy or waking, which asking also makes it do.
 * @throws ServiceError as `embed` does, but for `EndpointBusy`
 */
export function answers(embed: Endpoints['embed'], adapterName: string): Promise<boolean> {
  return unlessBusy(async () => {
    await embed(warmUpImage, adapterName);
    return true;
  });
}

/** What the step of a deployment says; false where it found the endpoint busy, and is to be taken again. */
export async function unlessBusy(step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'EndpointBusy') return false;
    throw error;
  }
}
