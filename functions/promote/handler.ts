import type { Home } from '../../lib/domain/home.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { createEndpoint, pointEndpoint, readEndpoint, type Serving } from '../subject-endpoint.ts';
import type { VerdictState } from '../verdict/handler.ts';

interface PromoteEvent {
  readonly run: RunReference;
  readonly verdict: VerdictState;
  readonly deployment: { readonly adapter: string | null };
}

export interface EndpointState extends Serving {
  readonly status: 'promoted' | 'unchanged' | 'withdrawn';
}

/**
 * Points the subject's endpoint at the adapter. Where there is none to promote the endpoint stays as it is, and a
 * subject without one gets one on the bare backbone. An adapter that serves provisionally serves for good once it was
 * judged better, and no more once it was judged anything else.
 */
export function create(ports: Pick<Ports, 'records' | 'clock'>, _home: Home) {
  return async ({ run, verdict, deployment }: PromoteEvent): Promise<EndpointState> => {
    const next = {
      adapter: deployment.adapter,
      provisional: deployment.adapter !== null && verdict.outcome === 'unjudged',
      run: run.run,
      by: null,
    };
    if (await createEndpoint(ports, run, next)) return state(next, 'promoted');
    const serving = await readEndpoint(ports, run);
    const repeated = serving.adapter === deployment.adapter;
    const confirmed = repeated && serving.provisional && !next.provisional;
    // What was never judged served because nothing spoke against it; a verdict that is not better now does.
    const spoken = verdict.outcome === 'tie' || verdict.outcome === 'worse';
    const withdrawn = deployment.adapter === null && serving.provisional && spoken;
    if (repeated ? !confirmed : deployment.adapter === null && !withdrawn) return state(serving, 'unchanged');
    const previous = repeated ? serving.previous : serving;
    await pointEndpoint(ports, run, serving, next, previous);
    return state(next, withdrawn ? 'withdrawn' : 'promoted');
  };
}

const state = ({ adapter, provisional }: Serving, status: EndpointState['status']): EndpointState => ({
  adapter,
  provisional,
  status,
});
