import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { figure } from '../../formats/figures.ts';
import { Panel } from '../../parts/panel.tsx';
import { IntervalChart } from '../interval-chart.tsx';
import { FigureList } from './metrics-panel.tsx';
import { type Evaluation, taskFigures, taskName } from './words.ts';

type Dense = NonNullable<Evaluation['dense']>;

/** How well the thing is found in a photo, where a mask says where it is. */
export function FoundPanel({ dense }: { dense: Evaluation['dense'] }) {
  return (
    <Panel
      title="Where the subject is found"
      fitHeight
      description="How much what is found and what the mask says overlap: 0 not at all, 1 wholly (intersection over union)."
    >
      {dense === null || Object.keys(dense.tasks).length === 0 ? (
        <Box color="text-body-secondary">
          No held-out photo has a mask, so that nothing says where the subject is. Give masks with held-out photos to
          have this measured.
        </Box>
      ) : (
        <Found dense={dense} />
      )}
    </Panel>
  );
}

function Found({ dense: { tasks, photos } }: { dense: Dense }) {
  const figures = taskFigures(tasks);
  const names = Object.keys(tasks);
  return (
    <SpaceBetween size="m">
      <IntervalChart figures={figures} />
      <FigureList figures={figures} means={{}} />
      {photos.length > 0 && (
        <ExpandableSection headerText={`By photo (${photos.length})`}>
          <Table
            variant="embedded"
            items={[...photos]}
            trackBy="photo"
            ariaLabels={{ tableLabel: 'By photo' }}
            columnDefinitions={[
              { id: 'photo', header: 'Photo', isRowHeader: true, cell: ({ photo }) => photo },
              ...names.map((task) => ({
                id: task,
                header: `${taskName(task)}, base → adapter`,
                cell: ({ iou }: Dense['photos'][number]) => {
                  const of = iou[task];
                  return of === undefined ? '–' : `${figure(of.base)} → ${figure(of.personalized)}`;
                },
              })),
            ]}
          />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
