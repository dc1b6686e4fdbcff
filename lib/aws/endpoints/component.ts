import {
  CreateInferenceComponentCommand,
  DeleteInferenceComponentCommand,
  DescribeInferenceComponentCommand,
} from '@aws-sdk/client-sagemaker';
import { servingName } from '../../domain/endpoint-modes.ts';
import { requestsBy } from '../../ports/embedding-server.ts';
import type { AdapterReference, Endpoints } from '../../ports/endpoints.ts';
import { answers, unlessBusy } from '../../ports/warm-up.ts';
import { brought, type Clients, created, deleted, described, type Resource } from './control.ts';
import { sendTo, type Target } from './invoke.ts';

/**
 * An inference component for each adapter on the shared endpoint: SageMaker tells the base's server to load it
 * (`POST /adapters`), and counts and routes its requests by themselves. The components of a subject's older adapters
 * stay, because a rollback needs them, and all of them count against the account's quota.
 *
 * Unproven: it has not run in an account. The interface is published for containers that serve language models, and
 * asks for an archive (`.tar.gz`) where we name the adapter's folder, which is what the shared server reads.
 */
export function componentEndpoints(
  { control, runtime }: Clients,
  { endpoint, component: base }: Required<Target>,
): Endpoints {
  const componentOf = (adapterName: string): string => servingName(endpoint, adapterName);

  const requests = requestsBy((content, adapterName) => {
    const component = adapterName === null ? base : componentOf(adapterName);
    return sendTo(runtime, { endpoint, component }, content);
  });

  const create = ({ name, uri }: AdapterReference): Promise<void> => {
    const command = new CreateInferenceComponentCommand({
      InferenceComponentName: componentOf(name),
      EndpointName: endpoint,
      Specification: { BaseInferenceComponentName: base, Container: { ArtifactUrl: uri } },
      Tags: [{ Key: 'likeness:adapter', Value: name }],
    });
    return created(control.send(command));
  };

  const remove = (adapterName: string): Promise<void> =>
    deleted(control.send(new DeleteInferenceComponentCommand({ InferenceComponentName: componentOf(adapterName) })));

  const resource = (adapter: AdapterReference): Resource => ({
    what: `The inference component of ${adapter.name}`,
    async state() {
      const command = new DescribeInferenceComponentCommand({ InferenceComponentName: componentOf(adapter.name) });
      const found = await described(control.send(command));
      return found && { status: found.InferenceComponentStatus, reason: found.FailureReason };
    },
    create: () => create(adapter),
    remove: () => remove(adapter.name),
    answers: () => answers(requests.embed, adapter.name),
  });

  return { ...requests, remove, deploy: (adapter) => unlessBusy(() => brought(resource(adapter))) };
}
