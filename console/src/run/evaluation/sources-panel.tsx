import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import { figure, signed } from '../../formats/figures.ts';
import { Panel } from '../../parts/panel.tsx';
import { sourceName } from '../images/words.ts';
import { type Evaluation, effectText } from './words.ts';

type Effects = Evaluation['effects'];

const withInterval = (difference: number, interval: readonly number[] | null): string =>
  interval === null ? signed(difference) : `${signed(difference)} (${interval.map(signed).join(' to ')})`;

/** What each source of images adds, by an adapter that was trained without it. */
export function SourcesPanel({ effects }: { effects: Effects }) {
  return (
    <Panel
      title="What sources are worth"
      fitHeight
      description="For each source, another adapter was trained without its images. What average precision with one reference loses by that is what the source adds."
    >
      {effects === null || effects.length === 0 ? (
        <Box color="text-body-secondary">
          {effects === null
            ? 'It was not measured.'
            : 'Only one source of this run shows the subject, so that there is nothing to leave out.'}
        </Box>
      ) : (
        <Table
          variant="embedded"
          items={[...effects]}
          trackBy="source"
          wrapLines
          ariaLabels={{ tableLabel: 'What sources are worth' }}
          columnDefinitions={[
            { id: 'source', header: 'Source', isRowHeader: true, cell: ({ source }) => sourceName(source) },
            {
              id: 'without',
              header: 'Without it',
              cell: ({ without }) => figure(without.averagePrecisionOneReference),
            },
            {
              id: 'difference',
              header: 'It adds',
              cell: ({ difference, interval }) => withInterval(difference, interval),
            },
            { id: 'word', header: 'In a word', cell: (effect) => effectText(effect) },
          ]}
        />
      )}
    </Panel>
  );
}
