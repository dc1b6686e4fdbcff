import { errorFromCode, isErrorCode, type LikenessError, ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { readFailure, wordsOf } from '../../lib/domain/job-failure.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { advance } from '../run-record.ts';
import { closeStages } from '../stage-record.ts';

interface FailEvent {
  readonly run: RunReference;
  readonly error: { readonly Error: string; readonly Cause: string };
}

/**
 * Closes the records of a run that failed, and of its stages, in words the user can act on. A run that is over already
 * stays as it is.
 */
export function create(ports: Pick<Ports, 'records' | 'events' | 'clock'>, _home: Home) {
  return async ({ run, error }: FailEvent): Promise<{ code: string; message: string }> => {
    const { code, fault, message } = explain(error.Error, error.Cause);
    const closed = { error: { code, fault, message }, finishedAt: ports.clock.now() };
    await closeStages(ports, run, { code, message });
    const told = await advance(ports, run, 'failed', closed);
    if (told) {
      await ports.events.publish({
        type: 'dev.likeness.run.failed',
        subject: `tenants/${run.tenant}/runs/${run.run}`,
        data: { run: run.run, subject: run.subject, code, message },
      });
    }
    return { code, message };
  };
}

function explain(error: string, cause: string): LikenessError {
  if (isErrorCode(error)) return errorFromCode(error, wordsOf(cause));
  if (error === 'States.TaskFailed') {
    const failure = readFailure(cause);
    return errorFromCode(failure.code, failure.message);
  }
  return new ServiceError('WorkflowFailed', `${error}: ${wordsOf(cause)}`);
}
