import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ServiceError } from '../../domain/errors.ts';

/** Both sides of SageMaker: who makes endpoints, and who asks them. */
export interface Clients {
  readonly control: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
}

/**
 * What a resource's description says; undefined where there is no such resource.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed`
 */
export async function described<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (says(error, absent)) return undefined;
    throw meant(error);
  }
}

/**
 * Waits for a resource's creation; one of that name is as good.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed`
 */
export async function created(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!says(error, present)) throw meant(error);
  }
}

/**
 * Waits for a resource's deletion; none of that name is as good, and so is one on its way out.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed`
 */
export async function deleted(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!says(error, absent) && !says(error, leaving)) throw meant(error);
  }
}

// All of these are ValidationException; only the words differ.
const absent = /^could not find\b/i;
const present = /\balready exist/i;
const leaving = /\bDELETE_IN_PROGRESS\b/;
const changing = /\bin[- ]progress\b/i;

const says = (error: unknown, words: RegExp): boolean => error instanceof Error && words.test(error.message);

function meant(error: unknown): ServiceError {
  const busy = (error instanceof Error && error.name === 'ThrottlingException') || says(error, changing);
  const message = error instanceof Error ? error.message : String(error);
  return busy
    ? new ServiceError('EndpointBusy', `SageMaker has not come to it yet, ask again: ${message}`, { cause: error })
    : new ServiceError('EndpointFailed', `SageMaker refused: ${message}`, { cause: error });
}
