import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { RunDetail } from '@likeness/client';
import { figure } from '../formats/figures.ts';
import { Panel } from '../parts/panel.tsx';
import { TitledList } from '../parts/titled-list.tsx';
import { outcomes } from '../runs/statuses.ts';
import { IntervalChart } from './interval-chart.tsx';
import { difference, figuresOf } from './verdict-figures.ts';

export type Verdict = NonNullable<RunDetail['verdict']>;

const types: Readonly<Record<Verdict['outcome'], StatusIndicatorProps.Type>> = {
  better: 'success',
  tie: 'info',
  worse: 'warning',
  unjudged: 'info',
};

const protocols = { 'held-out': 'On held-out photos', 'cross-validation': 'By leaving out one photo after the other' };

function judgedBy({ protocol, references, heldOut, distractors }: Verdict): string {
  const photos = `${references} reference and ${heldOut} held-out photos against ${distractors} of other things`;
  return protocol === null ? photos : `${protocols[protocol]}: ${photos}`;
}

/** Whether the adapter is better than the base, with what says so. */
export function VerdictPanel({ verdict }: { verdict: Verdict }) {
  const figures = figuresOf(verdict.metrics);
  const { match } = verdict;
  return (
    <Panel title="Verdict">
      <SpaceBetween size="l">
        <SpaceBetween size="xxs">
          <StatusIndicator type={types[verdict.outcome]}>{outcomes[verdict.outcome]}</StatusIndicator>
          <Box>{verdict.reason}</Box>
        </SpaceBetween>
        {figures.length > 0 && (
          <>
            <IntervalChart figures={figures} />
            <Table
              variant="embedded"
              items={figures}
              trackBy="name"
              ariaLabels={{ tableLabel: 'Figures of the verdict' }}
              columnDefinitions={[
                { id: 'name', header: 'Figure', isRowHeader: true, cell: ({ name }) => name },
                { id: 'base', header: 'Base', cell: ({ base }) => figure(base) },
                { id: 'adapter', header: 'Adapter', cell: ({ personalized }) => figure(personalized) },
                { id: 'difference', header: 'Difference (95 % interval)', cell: difference },
              ]}
            />
          </>
        )}
        <KeyValuePairs
          columns={match === null ? 1 : 2}
          items={[
            { label: 'What it rests on', value: judgedBy(verdict) },
            ...(match === null
              ? []
              : [
                  {
                    label: 'Counts as the subject',
                    value: `From a score of ${figure(match.threshold)}: expected precision ${figure(match.precision)}, recall ${figure(match.recall)}`,
                  },
                ]),
          ]}
        />
        {verdict.advice.length > 0 && <TitledList title="What would help" items={verdict.advice} />}
      </SpaceBetween>
    </Panel>
  );
}
