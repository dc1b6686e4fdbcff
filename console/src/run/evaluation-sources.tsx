import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { type Evaluation, effectText } from './evaluation-words.ts';
import { sourceName } from './images-words.ts';
import { figure, signed } from './verdict-figures.ts';

type Effects = Evaluation['effects'];

const withInterval = (difference: number, interval: readonly number[] | null): string =>
  interval === null ? signed(difference) : `${signed(difference)} (${interval.map(signed).join(' to ')})`;

/** What each source of images adds, by an adapter that was trained without it. */
export function SourcesPanel({ effects }: { effects: Effects }) {
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          description="For each source, another adapter was trained without its images. What average precision with one reference loses by that is what the source adds."
        >
          What sources are worth
        </Header>
      }
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
    </Container>
  );
}
