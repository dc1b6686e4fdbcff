import { InvokeEndpointCommand, ModelError, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { z } from 'zod';
import { ServiceError } from '../domain/errors.ts';
import type { Embedding, Endpoints } from '../ports/endpoints.ts';

/** What the embedding server answers to one image. */
const answerShape = z.object({
  backbone: z.string(),
  adapter: z.string().nullable(),
  feature: z.string(),
  data: z.array(z.object({ embedding: z.array(z.number()).nonempty() })).length(1),
});

/** A grey PNG of 32 x 32 pixels: enough to make the server load an adapter and run the model. */
const warmUpImage = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mNoIAAYRhWMKhhVMFIVAABCAAAfN5c2AAAAAABJRU5ErkJggg==',
  'base64',
);

/** Fits both headers: visible ASCII without the separators of `name=value; name=value`, and short of 1,024 characters. */
const adapterNameShape = /^[!-+\--:<>-~]{1,900}$/;

/**
 * The shared endpoint: one server behind SageMaker, which loads any subject's adapter from the store when a request
 * names it.
 *
 * InvokeEndpoint passes no headers on but those it lists, and the one it passes on word for word is `CustomAttributes`
 * (`X-Amzn-SageMaker-Custom-Attributes`), so the adapter goes there as `adapter={name}`. The same name goes in
 * `X-Amzn-SageMaker-Adapter-Identifier`, which the platform sets itself for adapter inference components and which
 * the server reads when it is called without SageMaker in between. An answer for another model than the one asked
 * for is an error.
 */
export function sageMakerEndpoints(client: SageMakerRuntimeClient, endpointName: string): Endpoints {
  async function embed(image: Uint8Array, adapterName: string | null): Promise<Embedding> {
    const answer = await invoke(client, invocation(endpointName, image, adapterName));
    const { backbone, adapter, feature, data } = parsed(answer);
    if ((adapter === null) !== (adapterName === null)) {
      const wanted = adapterName === null ? 'the bare backbone' : `the adapter ${adapterName}`;
      const served = adapter === null ? 'the bare backbone' : `the adapter with the digest ${adapter}`;
      throw new ServiceError(
        'EndpointFailed',
        `The endpoint ${endpointName} was asked for ${wanted} and answered with ${served}.`,
      );
    }
    return { vector: data[0]?.embedding ?? [], backbone, adapter, feature };
  }

  return {
    embed,

    /** `POST /adapters` can't be reached through InvokeEndpoint; a request that names the adapter loads it. */
    async deploy({ name }) {
      await embed(warmUpImage, name);
    },

    /** Nothing to do: the server drops what it hasn't used, and can't load an adapter whose objects are deleted. */
    async remove() {},
  };
}

function invocation(endpointName: string, image: Uint8Array, adapterName: string | null): InvokeEndpointCommand {
  const input = { EndpointName: endpointName, Body: image, ContentType: mediaType(image), Accept: 'application/json' };
  if (adapterName === null) return new InvokeEndpointCommand(input);
  if (!adapterNameShape.test(adapterName)) {
    throw new ServiceError('EndpointFailed', `${JSON.stringify(adapterName)} can't be the name of an adapter.`);
  }
  const command = new InvokeEndpointCommand({ ...input, CustomAttributes: `adapter=${adapterName}` });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amzn-sagemaker-adapter-identifier'] =
        adapterName;
      return next(args);
    },
    { step: 'build', name: 'adapterIdentifier' },
  );
  return command;
}

async function invoke(client: SageMakerRuntimeClient, command: InvokeEndpointCommand): Promise<string> {
  try {
    const { Body } = await client.send(command);
    return new TextDecoder().decode(Body);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const original =
      error instanceof ModelError ? ` ${error.OriginalStatusCode ?? ''} ${error.OriginalMessage ?? ''}` : '';
    throw new ServiceError(
      'EndpointFailed',
      `The endpoint ${command.input.EndpointName} failed: ${message}${original}`.trimEnd(),
      {
        cause: error,
      },
    );
  }
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
