import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { RunDetail } from '@likeness/client';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { codeStyle } from '../parts/code-block.tsx';
import { Panel } from '../parts/panel.tsx';
import { type Stage, stageNames } from './stage-names.ts';
import { StageSelect, useStage } from './stage-select.tsx';
import { useLog } from './use-log.ts';

/** What the jobs printed, by stage; the last lines stay in sight while a job prints. */
export function LogsPanel({ run: { id, stages } }: { run: RunDetail }) {
  const begun = stages.filter(({ status }) => status !== 'waiting');
  const stage = useStage(begun);
  return (
    <Panel title="Logs">
      {stage === undefined ? (
        <Box color="text-body-secondary">No job has begun yet.</Box>
      ) : (
        <SpaceBetween size="m">
          <StageSelect stage={stage} stages={begun} />
          <StageLog run={id} stage={stage} />
        </SpaceBetween>
      )}
    </Panel>
  );
}

function StageLog({ run, stage: { stage, status } }: { run: string; stage: Stage }) {
  const running = status === 'running';
  const { lines, dropped, loading, error, again } = useLog(run, stage, running);
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
      {dropped > 0 && (
        <Box color="text-body-secondary">
          {`The last ${lines.length.toLocaleString()} lines. ${dropped.toLocaleString()} before them are left out.`}
        </Box>
      )}
      <pre
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Log of ${stageNames[stage]}`}
        style={{ ...codeStyle, maxHeight: '60vh' }}
      >
        {lines.length > 0 ? lines.map(({ text }) => text).join('\n') : loading ? 'Loading the log' : nothing}
      </pre>
    </SpaceBetween>
  );
}
