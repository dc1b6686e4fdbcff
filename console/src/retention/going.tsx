import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { Likeness, Run } from '@likeness/client';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { boundOf, daysText, type Kind, kindWords, olderThan, type Retention } from './limits.ts';

/** So many runs are looked at; whoever has more is told so. */
const most = 2_000;

async function newestRuns(likeness: Likeness, signal: AbortSignal): Promise<{ runs: readonly Run[]; all: boolean }> {
  const runs: Run[] = [];
  for await (const run of likeness.runs.list({ signal })) {
    if (runs.length === most) return { runs, all: false };
    runs.push(run);
  }
  return { runs, all: true };
}

/** What goes next time by settings that keep less than before. */
export function Going({ kinds, settings }: { kinds: readonly Kind[]; settings: Retention }) {
  const { likeness } = useService();
  const { data, error, again } = useAsked('runs that may go', (signal) => newestRuns(likeness, signal));
  const now = Date.now();

  function lineOf(kind: Kind): string {
    const days = settings[kind] ?? 0;
    const bound = boundOf(days, now);
    const count = data === null ? 0 : olderThan(data.runs, bound);
    const rule = `${kindWords[kind].name}, ${daysText(days)} after a run's end`;
    if (data?.all && count === 0) return `${rule}: no run is that old yet.`;
    const runs = `${data?.all ? '' : 'at least '}${count === 1 ? '1 run' : `${count} runs`}`;
    return `${rule}: of ${runs} next time, which ended before ${moment(bound)}.`;
  }

  return (
    <SpaceBetween size="s">
      <Box>Within a day from now, what is older goes for good, and from then on whatever grows that old.</Box>
      {error !== null && <Problem error={error} again={again} />}
      {data === null && error === null && <Spinner />}
      {data !== null && (
        <ul style={{ margin: 0, paddingInlineStart: 20 }}>
          {kinds.map((kind) => (
            <li key={kind}>{lineOf(kind)}</li>
          ))}
        </ul>
      )}
      <Box>
        What a younger run shares stays, and so does a whole run while an endpoint answers with its model or can go back
        to it. A receipt says what went.
      </Box>
    </SpaceBetween>
  );
}
