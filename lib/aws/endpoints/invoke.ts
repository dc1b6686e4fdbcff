import {
  InvokeEndpointCommand,
  ModelError,
  ModelNotReadyException,
  type SageMakerRuntimeClient,
  SageMakerRuntimeServiceException,
  ServiceUnavailable,
} from '@aws-sdk/client-sagemaker-runtime';
import { z } from 'zod';
import { ServiceError } from '../../domain/errors.ts';
import { isNamed } from '../../domain/keys.ts';
import type { Embedding } from '../../ports/endpoints.ts';

/** What is invoked. */
export interface Target {
  readonly endpoint: string;
  /** The inference component; absent where the endpoint has none. */
  readonly component?: string | undefined;
}

/** What the embedding server answers to one image. */
const answerShape = z.object({
  backbone: z.string(),
  adapter: z.string().nullable(),
  feature: z.string(),
  data: z.array(z.object({ embedding: z.array(z.number()).nonempty() })).length(1),
});

/** Fits both headers: visible ASCII without the separators of `name=value; name=value`, and short of 1,024 characters. */
const adapterNameShape = /^[!-+\--:<>-~]{1,900}$/;

/**
 * Embeds an image by the target, which is not told which adapter to use: it is one adapter's own, or the backbone's.
 * An answer by another model than `adapterName` is an error.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed`
 */
export async function embedBy(
  client: SageMakerRuntimeClient,
  target: Target,
  image: Uint8Array,
  adapterName: string | null,
): Promise<Embedding> {
  return meant(await invoke(client, invocation(target, image)), adapterName, target);
}

/**
 * Embeds an image by a server that has many adapters, and is told the one meant.
 *
 * InvokeEndpoint passes no headers on but those it lists, and the one it passes on word for word is `CustomAttributes`
 * (`X-Amzn-SageMaker-Custom-Attributes`), so the adapter goes there as `adapter={name}`. The same name goes in
 * `X-Amzn-SageMaker-Adapter-Identifier`, which the platform sets itself for adapter inference components and which
 * the server reads when it is called without SageMaker in between.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed`
 */
export async function embedNaming(
  client: SageMakerRuntimeClient,
  target: Target,
  image: Uint8Array,
  adapterName: string | null,
): Promise<Embedding> {
  if (adapterName === null) return embedBy(client, target, image, null);
  if (!adapterNameShape.test(adapterName)) {
    throw new ServiceError('EndpointFailed', `${JSON.stringify(adapterName)} can't be the name of an adapter.`);
  }
  const command = invocation(target, image, `adapter=${adapterName}`);
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amzn-sagemaker-adapter-identifier'] =
        adapterName;
      return next(args);
    },
    { step: 'build', name: 'adapterIdentifier' },
  );
  return meant(await invoke(client, command), adapterName, target);
}

function invocation({ endpoint, component }: Target, image: Uint8Array, attributes?: string): InvokeEndpointCommand {
  return new InvokeEndpointCommand({
    EndpointName: endpoint,
    InferenceComponentName: component,
    CustomAttributes: attributes,
    Body: image,
    ContentType: mediaType(image),
    Accept: 'application/json',
  });
}

async function invoke(client: SageMakerRuntimeClient, command: InvokeEndpointCommand): Promise<string> {
  try {
    const { Body } = await client.send(command);
    return new TextDecoder().decode(Body);
  } catch (error) {
    const { EndpointName, InferenceComponentName } = command.input;
    const asked = `The endpoint ${[EndpointName, InferenceComponentName].filter(Boolean).join(', component ')}`;
    const message = error instanceof Error ? error.message : String(error);
    if (isBusy(error)) {
      throw new ServiceError('EndpointBusy', `${asked} can't answer yet, ask again: ${message}`, { cause: error });
    }
    const original =
      error instanceof ModelError ? ` ${error.OriginalStatusCode ?? ''} ${error.OriginalMessage ?? ''}` : '';
    throw new ServiceError('EndpointFailed', `${asked} failed: ${message}${original}`.trimEnd(), { cause: error });
  }
}

/**
 * Whether the same request may be answered a little later. An endpoint that was scaled to zero answers ValidationError,
 * "Inference Component has no capacity to process this request", and wakes by being asked.
 */
function isBusy(error: unknown): boolean {
  if (error instanceof ModelError) return error.OriginalStatusCode === 429 || error.OriginalStatusCode === 503;
  if (error instanceof ModelNotReadyException || error instanceof ServiceUnavailable) return true;
  if (!(error instanceof SageMakerRuntimeServiceException)) return false;
  return error.name === 'ThrottlingException' || /\bno capacity\b/i.test(error.message);
}

function meant(answer: string, adapterName: string | null, { endpoint }: Target): Embedding {
  const { backbone, adapter, feature, data } = parsed(answer);
  if (!isNamed(adapter, adapterName)) {
    const wanted = adapterName === null ? 'the bare backbone' : `the adapter ${adapterName}`;
    const served = adapter === null ? 'the bare backbone' : `the adapter with the digest ${adapter}`;
    throw new ServiceError(
      'EndpointFailed',
      `The endpoint ${endpoint} was asked for ${wanted} and answered with ${served}.`,
    );
  }
  return { vector: data[0]?.embedding ?? [], backbone, adapter, feature };
}

function parsed(answer: string): z.infer<typeof answerShape> {
  try {
    return answerShape.parse(JSON.parse(answer));
  } catch (error) {
    throw new ServiceError('EndpointFailed', `The endpoint's answer is no embedding: ${answer.slice(0, 200)}`, {
      cause: error,
    });
  }
}

/** JPEG, PNG or WebP by the first bytes. */
function mediaType(image: Uint8Array): string {
  const start = Buffer.from(image.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp';
  throw new ServiceError('EndpointFailed', 'Only JPEG, PNG and WebP images can be embedded.');
}
