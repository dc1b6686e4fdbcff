import type { EndpointMode } from '../domain/endpoint-modes.ts';
import { type EndpointInstance, endpointInstance } from './endpoint-instance.ts';

/** How many copies of the base there may be. */
export interface Copies {
  /** 0 lets the endpoint sleep. */
  readonly min: number;
  readonly max: number;
}

/** What an operator says of the endpoint. */
export interface EndpointSettings {
  /** In production a copy is always there. In development there may be none, and the first request after a while fails. */
  readonly stage: 'production' | 'development';
  /**
   * How adapters are served: by this endpoint when asked; as a component each on it; or from an endpoint for each
   * subject, of the same instance type, beside it.
   *
   * @default 'shared'
   */
  readonly mode?: EndpointMode;
  /**
   * Name of the backbone that every adapter here is for; its weights are in the bucket under `assets/backbones/{name}/`.
   *
   * @default 'dinov2-base'
   */
  readonly backbone?: string;
  /**
   * With a GPU, of which each copy gets one; or without, and a copy gets a machine.
   *
   * @default 'ml.g5.xlarge'
   */
  readonly instanceType?: string;
  /**
   * How many copies of the server there may be.
   *
   * @default 1 to 4 in production, 0 to 1 in development
   */
  readonly copies?: Copies;
  /**
   * ARN of the SNS topic that the endpoint's alarms are sent to.
   *
   * @default none: the alarms notify no one
   */
  readonly alarmTopicArn?: string;
}

const defaultCopies: Readonly<Record<EndpointSettings['stage'], Copies>> = {
  production: { min: 1, max: 4 },
  development: { min: 0, max: 1 },
};

/**
 * The settings with what is left to us.
 *
 * @throws Error that names a setting which can't be, or which contradicts the stage
 */
export function resolveSettings({ stage, ...given }: EndpointSettings): {
  readonly mode: EndpointMode;
  readonly backbone: string;
  readonly instance: EndpointInstance;
  readonly copies: Copies;
} {
  const {
    mode = 'shared',
    backbone = 'dinov2-base',
    instanceType = 'ml.g5.xlarge',
    copies = defaultCopies[stage],
  } = given;
  const { min, max } = copies;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(backbone)) {
    throw new Error(`endpoint.backbone: "${backbone}" is no name of a folder under assets/backbones/`);
  }
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < 1 || min > max) {
    throw new Error(`endpoint.copies: from ${min} to ${max} is no range of copies`);
  }
  if (stage === 'production' && min === 0) {
    throw new Error('endpoint.copies.min: production always has a copy; say 1 or more, or the stage "development"');
  }
  if (mode === 'component' && min === 0) {
    throw new Error('endpoint.copies.min: components of adapters need a copy of the base to be on; say 1 or more');
  }
  return { mode, backbone, instance: endpointInstance(instanceType), copies };
}
