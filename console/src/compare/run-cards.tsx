import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { colours } from '../app/colours.ts';
import { moment } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { Status } from '../parts/status.tsx';
import { outcomeText, statuses } from '../runs/statuses.ts';
import { AddRun } from './add-run.tsx';
import { choose } from './choose.ts';
import { colourOf, Letter, letterOf } from './letter.tsx';
import type { ComparedRun } from './use-comparison.ts';

function Card({ run, at, onRemove }: { run: ComparedRun; at: number; onRemove: () => void }) {
  const { id, subject, status, outcome, preset, createdAt } = run;
  return (
    <li
      style={{
        border: `1px solid ${colours.divider}`,
        borderTop: `4px solid ${colourOf(at)}`,
        borderRadius: 12,
        padding: '8px 8px 12px 16px',
        minWidth: 0,
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
        <Letter at={at} />
        <span style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          <Link href={`/runs/${id}`}>{id}</Link>
        </span>
        <Button
          variant="icon"
          iconName="close"
          ariaLabel={`Remove run ${letterOf(at)} from the comparison`}
          onClick={onRemove}
        />
      </div>
      <Box variant="strong">{subject}</Box>
      <div>
        <Status of={statuses[status]} />
      </div>
      <Box color="text-body-secondary">{outcome === null ? 'Not judged' : outcomeText(outcome)}</Box>
      <Box color="text-body-secondary" fontSize="body-s">{`${preset}, ${moment(createdAt)}`}</Box>
    </li>
  );
}

/** Which runs are compared, by the letters that stand for them below. */
export function RunCards({ runs }: { runs: readonly ComparedRun[] }) {
  const ids = runs.map(({ id }) => id);
  return (
    <Panel title="Runs" counter={`(${runs.length})`}>
      <ul
        style={{
          display: 'grid',
          gap: 12,
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
          listStyle: 'none',
          margin: '0 0 16px',
          padding: 0,
        }}
      >
        {runs.map((run, at) => (
          <Card key={run.id} run={run} at={at} onRemove={() => choose(ids.filter((id) => id !== run.id))} />
        ))}
      </ul>
      <div style={{ maxWidth: 420 }}>
        <AddRun chosen={ids} subject={runs[0]?.subject ?? null} />
      </div>
    </Panel>
  );
}
