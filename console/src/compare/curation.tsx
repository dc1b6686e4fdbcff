import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { sourceName } from '../run/images-words.ts';
import { figure } from '../run/verdict-figures.ts';
import { PerRun, type PerRunRow } from './per-run.tsx';
import { sourcesOf } from './sources.ts';
import type { ComparedRun } from './use-comparison.ts';

type Curation = NonNullable<ComparedRun['curation']>;

const Label = ({ name, says }: { name: string; says: string }) => (
  <>
    {name}
    <Box fontSize="body-s" color="text-body-secondary">
      {says}
    </Box>
  </>
);

const orNothing = (value: number | null): string => (value === null ? '–' : figure(value));

/** What was kept of the images, to train with. */
export function Curation({ runs }: { runs: readonly ComparedRun[] }) {
  const row = (name: string, says: string, cell: (curation: Curation) => string): PerRunRow => ({
    id: name,
    label: <Label name={name} says={says} />,
    cells: runs.map(({ curation }) => (curation === null ? '–' : cell(curation))),
  });
  const sources = sourcesOf(runs);
  return (
    <Container
      header={
        <Header variant="h2" description="How many of the images that were made were good enough to train with.">
          What curation kept
        </Header>
      }
    >
      {sources.length === 0 ? (
        <Box color="text-body-secondary">Nothing has been curated yet.</Box>
      ) : (
        <PerRun
          name="What curation kept, by source"
          first="Source of images"
          runs={runs}
          rows={[
            ...sources.map(({ name, shows }) =>
              row(sourceName(name), shows, ({ sources: { [name]: source } }) =>
                source === undefined ? '–' : `${source.kept} of ${source.candidates}`,
              ),
            ),
            row('In all', 'Of every source', ({ kept, dropped }) => `${kept} of ${kept + dropped}`),
            row(
              'Fidelity',
              'Of those that show the subject: 1 is as like it as your photos are to each other',
              ({ fidelity }) => orNothing(fidelity),
            ),
            row('Diversity', 'Of the same: 0 is one image again and again', ({ diversity }) => orNothing(diversity)),
            row('Different images', 'How many wholly different ones the same amount to', ({ vendi }) =>
              vendi.toFixed(1),
            ),
          ]}
        />
      )}
    </Container>
  );
}
