import { sha256 } from './digest.ts';

/**
 * How adapters are served in the cloud: all by one server that loads them when asked; each as an inference component of
 * its own on that server; or each subject's by a server of its own.
 */
export const endpointModes = ['shared', 'component', 'dedicated'] as const;

export type EndpointMode = (typeof endpointModes)[number];

/** What the names begin with of all that functions make on SageMaker: they may touch nothing else there. */
export const servingNameStart = 'lk-';

/**
 * Name on SageMaker of what is made for an adapter or a subject, whose own names have characters that are refused there
 * or are too long. The shared endpoint's name goes in, because stacks in one account share SageMaker's names.
 */
export const servingName = (endpoint: string, made: string): string =>
  `${servingNameStart}${sha256(`${endpoint}/${made}`).slice(0, 40)}`;
