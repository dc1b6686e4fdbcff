import type { Home } from '../../lib/domain/home.ts';
import { adapterKey, type RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { EndpointState } from '../promote/handler.ts';
import { advance } from '../run-record.ts';
import type { SmokeTestState } from '../smoke-test/handler.ts';
import type { VerdictState } from '../verdict/handler.ts';

interface RecordEvent {
  readonly run: RunReference;
  readonly plan: { readonly uri: string; readonly preset: string };
  readonly verdict: VerdictState;
  readonly deployment: { readonly adapter: string | null };
  readonly endpoint: EndpointState;
  readonly smokeTest: SmokeTestState;
}

/** Closes the run's record and tells whoever listens. A run that is over already stays as it is. */
export function create(ports: Pick<Ports, 'records' | 'events' | 'clock'>, _home: Home) {
  return async ({ run, verdict, deployment, endpoint, smokeTest }: RecordEvent): Promise<{ status: string }> => {
    const status = deployment.adapter === null ? 'kept-base' : 'succeeded';
    const { adapter, outcome } = verdict;
    const key = adapterKey(run, adapter.digest);
    const judged = { uri: adapter.uri, run: run.run, outcome };
    const isNew = await ports.records.create({ ...key, name: adapter.name, ...judged, createdAt: ports.clock.now() });
    // The same weights again, now judged: from here on they come with that verdict and its threshold.
    if (!isNew && outcome !== 'unjudged') {
      await ports.records.transact([{ update: key, changes: judged, expected: { outcome: 'unjudged' } }]);
    }
    const facts = {
      outcome,
      verdict: verdict.uri,
      adapter: adapter.name,
      endpoint: { ...endpoint },
      smokeTest: { ...smokeTest },
    };
    if (await advance(ports, run, status, { ...facts, finishedAt: ports.clock.now() })) {
      await ports.events.publish({
        type: `dev.likeness.run.${status}`,
        subject: `tenants/${run.tenant}/runs/${run.run}`,
        data: { run: run.run, subject: run.subject, outcome, adapter: adapter.name },
      });
    }
    return { status };
  };
}
