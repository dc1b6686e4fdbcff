import { digestOf, type Json } from '../../lib/domain/digest.ts';
import { isFinal } from '../../lib/domain/run.ts';
import type { RunDetail } from './schemas/runs.ts';

/** What the run was when it was looked at; `id` is equal where nothing changed. */
export interface RunEvent {
  readonly id: string;
  readonly run: RunDetail;
}

/** The costs of a running stage grow by the second and tell nothing new. */
function idOf(run: RunDetail): string {
  const stages = run.stages.map(({ seconds: _seconds, usdMicros: _usd, ...rest }) => rest);
  return digestOf(JSON.parse(JSON.stringify({ ...run, cost: null, stages })) as Json).slice(0, 16);
}

export const eventOf = (run: RunDetail): RunEvent => ({ id: idOf(run), run });

/**
 * The run each time it changes, from what it is now to its end.
 * @param last the id of the event that the listener has already
 * @param wait resolves when it is time to look again, with false where nobody listens any more
 */
export async function* runEvents(
  read: () => Promise<RunDetail>,
  wait: () => Promise<boolean>,
  last: string | undefined,
): AsyncGenerator<RunEvent | 'nothing new'> {
  let seen = last;
  for (;;) {
    const event = eventOf(await read());
    if (event.id !== seen) yield event;
    else yield 'nothing new';
    seen = event.id;
    if (isFinal(event.run.status) || !(await wait())) return;
  }
}
