import type { Home } from '../../lib/domain/home.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { advance } from '../run-record.ts';
import type { VerdictState } from '../verdict/handler.ts';

interface DeployEvent {
  readonly run: RunReference;
  readonly verdict: Pick<VerdictState, 'adapter'>;
}

/** Makes the embedding server answer for the adapter. The subject's endpoint does not point at it yet. */
export function create(ports: Pick<Ports, 'endpoints' | 'records' | 'clock'>, _home: Home) {
  return async ({ run, verdict: { adapter } }: DeployEvent): Promise<{ adapter: string }> => {
    await advance(ports, run, 'deploying');
    await ports.endpoints.deploy({ name: adapter.name, uri: adapter.uri });
    return { adapter: adapter.name };
  };
}
