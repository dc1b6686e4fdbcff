import {
  InvokeEndpointCommand,
  ModelError,
  ModelNotReadyException,
  type SageMakerRuntimeClient,
  SageMakerRuntimeServiceException,
  ServiceUnavailable,
} from '@aws-sdk/client-sagemaker-runtime';
import { ServiceError } from '../../domain/errors.ts';
import type { Content, Reply } from '../../ports/embedding-server.ts';

/** What is invoked. */
export interface Target {
  readonly endpoint: string;
  /** The inference component; absent where the endpoint has none. */
  readonly component?: string | undefined;
}

/** Fits both headers: visible ASCII without the separators of `name=value; name=value`, and short of 1,024 characters. */
const adapterNameShape = /^[!-+\--:<>-~]{1,900}$/;

/**
 * Sends a request to a server that is not told which adapter to use: the target is one adapter's own, or the backbone's.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed` where the server never answered
 */
export const sendTo = (client: SageMakerRuntimeClient, target: Target, content: Content): Promise<Reply> =>
  invoke(client, invocation(target, content));

/**
 * Sends a request to a server that has many adapters, and is told the one meant.
 *
 * InvokeEndpoint passes no headers on but those it lists, and the one it passes on word for word is `CustomAttributes`
 * (`X-Amzn-SageMaker-Custom-Attributes`), so the adapter goes there as `adapter={name}`. The same name goes in
 * `X-Amzn-SageMaker-Adapter-Identifier`, which the platform sets itself for adapter inference components and which
 * the server reads when it is called without SageMaker in between.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed` where the server never answered
 */
export async function sendNaming(
  client: SageMakerRuntimeClient,
  target: Target,
  content: Content,
  adapterName: string | null,
): Promise<Reply> {
  if (adapterName === null) return sendTo(client, target, content);
  if (!adapterNameShape.test(adapterName)) {
    throw new ServiceError('EndpointFailed', `${JSON.stringify(adapterName)} can't be the name of an adapter.`);
  }
  const command = invocation(target, content, `adapter=${adapterName}`);
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amzn-sagemaker-adapter-identifier'] =
        adapterName;
      return next(args);
    },
    { step: 'build', name: 'adapterIdentifier' },
  );
  return invoke(client, command);
}

function invocation(
  { endpoint, component }: Target,
  { mediaType, body }: Content,
  attributes?: string,
): InvokeEndpointCommand {
  return new InvokeEndpointCommand({
    EndpointName: endpoint,
    InferenceComponentName: component,
    CustomAttributes: attributes,
    Body: body,
    ContentType: mediaType,
    Accept: 'application/json',
  });
}

async function invoke(client: SageMakerRuntimeClient, command: InvokeEndpointCommand): Promise<Reply> {
  const { EndpointName, InferenceComponentName } = command.input;
  const from = `The endpoint ${[EndpointName, InferenceComponentName].filter(Boolean).join(', component ')}`;
  try {
    const { Body } = await client.send(command);
    return { from, status: 200, text: new TextDecoder().decode(Body) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ModelError && error.OriginalStatusCode !== undefined) {
      // The server's own answer.
      return { from, status: error.OriginalStatusCode, text: error.OriginalMessage ?? message, cause: error };
    }
    if (isBusy(error)) {
      throw new ServiceError('EndpointBusy', `${from} can't answer yet, ask again: ${message}`, { cause: error });
    }
    throw new ServiceError('EndpointFailed', `${from} failed: ${message}`, { cause: error });
  }
}

/**
 * Whether the same request may be answered a little later. An endpoint that was scaled to zero answers ValidationError,
 * "Inference Component has no capacity to process this request", and wakes by being asked.
 */
function isBusy(error: unknown): boolean {
  if (error instanceof ModelNotReadyException || error instanceof ServiceUnavailable) return true;
  if (!(error instanceof SageMakerRuntimeServiceException)) return false;
  return error.name === 'ThrottlingException' || /\bno capacity\b/i.test(error.message);
}
