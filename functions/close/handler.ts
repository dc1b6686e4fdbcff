import { z } from 'zod';
import type { Home } from '../../lib/domain/home.ts';
import { runKey } from '../../lib/domain/keys.ts';
import { isOver } from '../../lib/domain/run.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { advance } from '../run-record.ts';
import { closeStages } from '../stage-record.ts';

/** EventBridge's "Step Functions Execution Status Change"; `input` is the execution's own. */
const statusChange = z.object({ detail: z.object({ status: z.string(), input: z.string() }) });
const input = z.object({
  run: z.object({ tenant: z.string(), subject: z.string(), run: z.string(), bucket: z.string(), upload: z.string() }),
});

/**
 * Closes the records of an execution that ended without reaching its own catch, and of its stages: stopped, timed out, or
 * failed in `fail`. A record that is closed keeps what it says: most executions that fail have said why.
 */
export function create(ports: Pick<Ports, 'records' | 'clock'>, _home: Home) {
  return async (event: unknown): Promise<void> => {
    const { status, input: text } = statusChange.parse(event).detail;
    const { run } = input.parse(JSON.parse(text));
    const before = (await ports.records.get(runKey(run)))?.status;
    if (isOver(before)) {
      await closeStages(ports, run, null);
      return;
    }
    const finishedAt = ports.clock.now();
    if (status === 'ABORTED') {
      await closeStages(ports, run, null);
      await advance(ports, run, 'cancelled', { finishedAt });
      return;
    }
    const message = status === 'TIMED_OUT' ? 'The run took longer than a run may.' : 'The run ended without a result.';
    await closeStages(ports, run, { code: 'WorkflowFailed', message });
    await advance(ports, run, 'failed', { finishedAt, error: { code: 'WorkflowFailed', fault: 'service', message } });
  };
}
