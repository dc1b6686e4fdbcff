import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { endpointKey, type RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { VerdictState } from '../verdict/handler.ts';

interface PromoteEvent {
  readonly run: RunReference;
  readonly verdict: VerdictState;
  readonly deployment: { readonly adapter: string | null };
}

export interface EndpointState {
  /** What the subject's endpoint answers with; null is the bare backbone. */
  readonly adapter: string | null;
  readonly provisional: boolean;
  readonly status: 'promoted' | 'unchanged' | 'withdrawn';
}

/**
 * Points the subject's endpoint at the adapter. Where there is none to promote the endpoint stays as it is, and a
 * subject without one gets one on the bare backbone. An adapter that serves provisionally serves for good once it was
 * judged better, and no more once it was judged anything else.
 */
export function create({ records, clock }: Pick<Ports, 'records' | 'clock'>, _home: Home) {
  return async ({ run, verdict, deployment }: PromoteEvent): Promise<EndpointState> => {
    const key = endpointKey(run);
    const pointer = {
      adapter: deployment.adapter,
      provisional: deployment.adapter !== null && verdict.outcome === 'unjudged',
      run: run.run,
      since: clock.now(),
    };
    if (await records.create({ ...key, ...pointer, version: 1, previous: null })) return state(pointer, 'promoted');
    const current = await records.get(key);
    const serving = { adapter: text(current?.adapter), provisional: current?.provisional === true };
    const repeated = serving.adapter === deployment.adapter;
    const confirmed = repeated && serving.provisional && !pointer.provisional;
    // What was never judged served because nothing spoke against it; a verdict that is not better now does.
    const spoken = verdict.outcome === 'tie' || verdict.outcome === 'worse';
    const withdrawn = deployment.adapter === null && serving.provisional && spoken;
    if (repeated ? !confirmed : deployment.adapter === null && !withdrawn) return state(serving, 'unchanged');
    const version = Number(current?.version ?? 0);
    const previous = repeated ? text(current?.previous) : serving.adapter;
    const changes = { ...pointer, version: version + 1, previous };
    if (!(await records.update(key, changes, { version }))) {
      throw new ServiceError('RecordConflict', 'The endpoint was changed by somebody else at the same moment.');
    }
    return state(pointer, withdrawn ? 'withdrawn' : 'promoted');
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const state = (
  { adapter, provisional }: Pick<EndpointState, 'adapter' | 'provisional'>,
  status: EndpointState['status'],
): EndpointState => ({
  adapter,
  provisional,
  status,
});
