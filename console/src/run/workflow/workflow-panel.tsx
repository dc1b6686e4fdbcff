import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { isOver, type RunDetail } from '@likeness/client';
import { useMemo, useRef } from 'react';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { useAsked } from '../../asking/use-asked.ts';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useNow } from '../../parts/use-now.ts';
import { setQuery, useQueryMember } from '../../routing/address.ts';
import './workflow.css';
import { WorkflowDetails } from './details.tsx';
import { shownGraph, type Workflow } from './graph.ts';
import { WorkflowPicture } from './picture.tsx';
import { isUnderWay } from './states.ts';

/** How often it is asked how far the run is, in milliseconds. */
const often = 2_000;

/** The run as a graph: what it did, is doing, may still do and went past. */
export function WorkflowPanel({ run }: { run: RunDetail }) {
  const { likeness } = useService();
  const asked = useAsked(
    `workflow ${run.id}`,
    (signal) => answerTo(likeness.http.GET('/v1/runs/{run}/workflow', { params: { path: { run: run.id } }, signal })),
    (workflow) => (isUnderWay(workflow) ? often : null),
  );
  const every = useQueryMember('every') === 'true';
  return (
    <Panel
      title="Workflow"
      description="From the photos to what the endpoint answers by. Thick lines are the way the run took; what is dashed it went past. Choose a state for its times, its tries and its log."
      actions={
        <Toggle checked={every} onChange={({ detail }) => setQuery({ every: detail.checked ? 'true' : null })}>
          Show every state
        </Toggle>
      }
    >
      <Answered asked={asked}>{(workflow) => <Drawn workflow={workflow} run={run} every={every} />}</Answered>
    </Panel>
  );
}

function Drawn({ workflow, run, every }: { workflow: Workflow; run: RunDetail; every: boolean }) {
  const now = useNow(workflow.states.some(({ status }) => status === 'running'));
  const graph = useMemo(() => shownGraph(workflow, every), [workflow, every]);
  const asked = useQueryMember('state');
  const state = graph.states.find(({ name }) => name === asked);
  const place = useRef<HTMLDivElement>(null);
  const close = () => {
    // Whoever closes it goes on where they were.
    place.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    setQuery({ state: null });
  };
  return (
    <SpaceBetween size="m">
      {isOver(run) && workflow.states.every(({ visits }) => visits === 0) && (
        <Box color="text-body-secondary">
          No step of it is known: the run ended before its first, or longer ago than the 90 days for which they are
          kept.
        </Box>
      )}
      <div className="workflow" ref={place}>
        <WorkflowPicture
          {...{ graph, run, now }}
          chosen={state?.name ?? null}
          choose={(name) => setQuery({ state: name === state?.name ? null : name })}
        />
        <div className="workflow-details">
          {state !== undefined && <WorkflowDetails {...{ state, run, now, close }} />}
        </div>
      </div>
      {graph.states.length < workflow.states.length && every && (
        <Box color="text-body-secondary" fontSize="body-s">
          Left out is what only a failure would lead to.
        </Box>
      )}
    </SpaceBetween>
  );
}
