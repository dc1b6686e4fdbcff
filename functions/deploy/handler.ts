import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { adapterPointerUri, type RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import type { VerdictState } from '../verdict/handler.ts';

interface DeployEvent {
  readonly run: RunReference;
  readonly verdict: Pick<VerdictState, 'adapter'>;
  /** What the call before this one answered, or 0 calls. */
  readonly deployment: Pick<DeploymentState, 'calls'>;
}

export interface DeploymentState {
  /** What is to serve; null is the bare backbone. */
  readonly adapter: string | null;
  /** Whether it answers. */
  readonly ready: boolean;
  readonly calls: number;
}

/** An hour at the workflow's 30 seconds between calls: a new endpoint takes some ten minutes. */
const mostCalls = 120;

/**
 * Makes the embedding server answer for the adapter, and is called again until it does. The subject's endpoint does not
 * point at it yet.
 */
export function create(ports: Pick<Ports, 'objects' | 'endpoints' | 'records' | 'clock'>, _home: Home) {
  return async ({ run, verdict: { adapter }, deployment }: DeployEvent): Promise<DeploymentState> => {
    const { name, uri, digest } = adapter;
    const calls = deployment.calls + 1;
    if (calls === 1) {
      await advance(ports, run, 'deploying');
      await writeJson(ports.objects, adapterPointerUri(run, digest), { version: 1, digest, uri });
    }
    const ready = await ports.endpoints.deploy({ name, uri });
    if (!ready && calls >= mostCalls) {
      throw new ServiceError(
        'EndpointTimeout',
        `The adapter ${name} does not answer after ${calls} calls to deploy it.`,
      );
    }
    return { adapter: name, ready, calls };
  };
}
