import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { RunDetail } from '@likeness/client';
import { useEffect, useRef, useState } from 'react';
import { colours } from '../app/colours.ts';
import { Problem } from '../app/problem.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { type Stage, stageNames } from './stage-names.ts';
import { useLog } from './use-log.ts';

const optionOf = ({ stage }: Stage) => ({ label: stageNames[stage], value: stage });

/** What the jobs printed, by stage; the last lines stay in sight while a job prints. */
export function LogsPanel({ run: { id, stages } }: { run: RunDetail }) {
  const asked = new URLSearchParams(useQuery()).get('stage');
  const begun = stages.filter(({ status }) => status !== 'waiting');
  const stage = begun.find((one) => one.stage === asked) ?? begun.at(-1);
  return (
    <Container header={<Header variant="h2">Logs</Header>}>
      {stage === undefined ? (
        <Box color="text-body-secondary">No job has begun yet.</Box>
      ) : (
        <SpaceBetween size="m">
          <div style={{ maxWidth: 320 }}>
            <Select
              ariaLabel="Stage"
              selectedOption={optionOf(stage)}
              options={begun.map(optionOf)}
              onChange={({ detail }) => setQuery({ stage: detail.selectedOption.value ?? null })}
            />
          </div>
          <StageLog run={id} stage={stage} />
        </SpaceBetween>
      )}
    </Container>
  );
}

function StageLog({ run, stage: { stage, status } }: { run: string; stage: Stage }) {
  const running = status === 'running';
  const { lines, loading, error, again } = useLog(run, stage, running);
  const [follow, setFollow] = useState(true);
  const place = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const shown = place.current;
    if (follow && shown && lines.length > 0) shown.scrollTop = shown.scrollHeight;
  }, [follow, lines]);

  if (error !== null && lines.length === 0) return <Problem error={error} again={again} />;
  const nothing = status === 'reused' ? 'Its result was found finished: nothing ran.' : 'Nothing was printed.';
  return (
    <SpaceBetween size="xs">
      {error !== null && <Problem error={error} again={again} />}
      {running && (
        <Toggle checked={follow} onChange={({ detail }) => setFollow(detail.checked)}>
          Follow
        </Toggle>
      )}
      <pre
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Log of ${stageNames[stage]}`}
        style={{
          margin: 0,
          maxHeight: '60vh',
          overflow: 'auto',
          padding: 12,
          border: `1px solid ${colours.divider}`,
          borderRadius: 8,
          font: '12px/18px Monaco, Menlo, Consolas, monospace',
        }}
      >
        {lines.length > 0 ? lines.map(({ text }) => text).join('\n') : loading ? 'Loading the log' : nothing}
      </pre>
    </SpaceBetween>
  );
}
