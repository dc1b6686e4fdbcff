import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { checkAnswer, pointEndpoint, readEndpoint, type Serving, type Subject } from '../subject-endpoint.ts';

interface RollbackEvent extends Subject {
  /** The principal who wants it. */
  readonly by?: string | null;
}

/**
 * Points the subject's endpoint back at what it answered with before, once that has answered for an image. What served
 * until now becomes what was before, so that a second call undoes the first.
 *
 * @throws InputError `OptionInvalid` where nothing was before
 * @throws ServiceError `EndpointBusy` while the endpoint wakes, `EndpointFailed`, `SmokeTestFailed`, `RecordConflict`
 */
export function create(ports: Pick<Ports, 'records' | 'endpoints' | 'clock'>, _home: Home) {
  return async ({ tenant, subject, by = null }: RollbackEvent): Promise<Serving> => {
    const serving = await readEndpoint(ports, { tenant, subject });
    const { adapter, provisional } = serving.previous;
    if (adapter === serving.adapter) {
      throw new InputError('OptionInvalid', `${subject} has no adapter to go back from: the base serves it.`);
    }
    await checkAnswer(ports, adapter);
    await pointEndpoint(ports, { tenant, subject }, serving, { adapter, provisional, run: null, by }, serving);
    return { adapter, provisional };
  };
}
