import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Clients } from '../../lib/aws/endpoints/control.ts';
import { type Answer, startLoopback, type Wired } from './loopback.ts';

export type Members = Readonly<Record<string, unknown>>;

/** An operation as it came over the wire, for example `CreateModel`. */
export interface Operation {
  readonly name: string;
  readonly input: Members;
}

/** Resources of SageMaker that are made, described and deleted by name, and refuse as the service does. */
export interface SageMaker {
  readonly clients: Clients;
  /** What was asked of it, in order: operations, and `InvokeEndpoint` for requests to endpoints. */
  readonly asked: Operation[];
  /** Names of what there is of a kind, for example `Model`. */
  names(kind: string): string[];
  /** Sets what a resource's description says. */
  set(kind: string, name: string, description: Members): void;
  /** Answers every later call of the operation so; `undefined` as it did before. */
  refuse(operation: string, refusal: Answer | undefined): void;
  stop(): Promise<void>;
}

export const refusal = (type: string, message: string): Answer => ({
  status: 400,
  headers: { 'x-amzn-errortype': type },
  body: { message },
});

/** `invoked` answers requests to endpoints. */
export async function startSageMaker(invoked: (request: Wired) => Answer): Promise<SageMaker> {
  const resources = new Map<string, Members>();
  const refusals = new Map<string, Answer>();
  const asked: Operation[] = [];

  const operate = (operation: string, input: Members): Answer => {
    const [, verb = '', kind = ''] = /^(Create|Describe|Delete)(\w+)$/.exec(operation) ?? [];
    const key = `${kind} ${input[`${kind}Name`]}`;
    const found = resources.get(key);
    if (verb === 'Create') {
      if (found !== undefined) return refusal('ValidationException', `Cannot create already existing ${key}.`);
      resources.set(key, { [`${kind}Status`]: 'Creating' });
      return { body: {} };
    }
    if (found === undefined) return refusal('ValidationException', `Could not find ${key}.`);
    if (verb === 'Delete') resources.delete(key);
    return { body: verb === 'Delete' ? {} : found };
  };

  const loopback = await startLoopback((request) => {
    const target = request.headers['x-amz-target'];
    const name = typeof target === 'string' ? target.replace('SageMaker.', '') : 'InvokeEndpoint';
    const input = name === 'InvokeEndpoint' ? {} : (JSON.parse(request.body.toString()) as Members);
    asked.push({ name, input });
    return refusals.get(name) ?? (name === 'InvokeEndpoint' ? invoked(request) : operate(name, input));
  });
  const clients = {
    control: new SageMakerClient(loopback.client),
    runtime: new SageMakerRuntimeClient(loopback.client),
  };
  return {
    clients,
    asked,
    names: (kind) =>
      [...resources.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.split(' ')[1] ?? ''),
    set: (kind, name, description) => void resources.set(`${kind} ${name}`, description),
    refuse: (operation, answer) => {
      if (answer === undefined) refusals.delete(operation);
      else refusals.set(operation, answer);
    },
    async stop() {
      clients.control.destroy();
      clients.runtime.destroy();
      await loopback.stop();
    },
  };
}

/** What the embedding server answers; `adapter` is the digest of the one that it used. */
export const embedding = (adapter: string | null): Answer => ({
  body: {
    object: 'list',
    model: 'm',
    backbone: 'b'.repeat(64),
    adapter,
    feature: 'cls',
    dimensions: 2,
    data: [{ object: 'embedding', index: 0, embedding: [0.6, 0.8] }],
    usage: { images: 1 },
  },
});
