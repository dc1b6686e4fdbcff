import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { requestsBy } from '../../ports/embedding-server.ts';
import type { Endpoints } from '../../ports/endpoints.ts';
import { answers } from '../../ports/warm-up.ts';
import { sendNaming, type Target } from './invoke.ts';

/**
 * The shared endpoint: one server behind SageMaker, which loads any subject's adapter from the store when a request
 * names it. `target` has a component where the endpoint has inference components, as one that scales to zero must.
 */
export function sharedEndpoints(client: SageMakerRuntimeClient, target: Target): Endpoints {
  const requests = requestsBy((content, adapterName) => sendNaming(client, target, content, adapterName));
  return {
    ...requests,

    /** `POST /adapters` can't be reached through InvokeEndpoint; a request that names the adapter loads it. */
    deploy: ({ name }) => answers(requests.embed, name),

    /** Nothing to do: the servers look for the adapter's pointer again before long, and then drop what has none. */
    async remove() {},
  };
}
