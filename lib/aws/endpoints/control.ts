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

/** Something of SageMaker's that an adapter is answered by, once it is in service. */
export interface Resource {
  /** In words, for whoever reads the error. */
  readonly what: string;
  /** Its status, and why it failed; undefined where there is no such resource. */
  state(): Promise<{ readonly status: string | undefined; readonly reason: string | undefined } | undefined>;
  create(): Promise<void>;
  remove(): Promise<void>;
  /** Whether the adapter answers for an image. */
  answers(): Promise<boolean>;
}

/**
 * Starts or goes on bringing a resource into service; true once it answers.
 * @throws ServiceError `EndpointFailed` where SageMaker gave up on it, `EndpointBusy`
 */
export async function brought(resource: Resource): Promise<boolean> {
  const state = await resource.state();
  if (state === undefined) {
    await resource.create();
    return false;
  }
  if (state.status === 'InService') return resource.answers();
  if (state.status !== 'Failed') return false;
  // A failed one never comes back, and would keep the next try from making another.
  await resource.remove();
  const reason = state.reason ?? 'SageMaker gives no reason';
  throw new ServiceError('EndpointFailed', `${resource.what} could not be made: ${reason}`);
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
