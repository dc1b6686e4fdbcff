import Box from '@cloudscape-design/components/box';
import { figure, orDash } from '../formats/figures.ts';
import { Explained } from '../parts/explained.tsx';
import { Panel } from '../parts/panel.tsx';
import { sourceName } from '../run/images/words.ts';
import { PerRun, type PerRunRow } from './per-run.tsx';
import { sourcesOf } from './sources.ts';
import type { ComparedRun } from './use-comparison.ts';

type Curation = NonNullable<ComparedRun['curation']>;

/** What was kept of the images, to train with. */
export function Curation({ runs }: { runs: readonly ComparedRun[] }) {
  const row = (name: string, says: string, cell: (curation: Curation) => string): PerRunRow => ({
    id: name,
    label: <Explained value={name} means={says} />,
    cells: runs.map(({ curation }) => (curation === null ? '–' : cell(curation))),
  });
  const sources = sourcesOf(runs);
  return (
    <Panel
      title="What curation kept"
      description="How many of the images that were made were good enough to train with."
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
              ({ fidelity }) => orDash(fidelity, figure),
            ),
            row('Diversity', 'Of the same: 0 is one image again and again', ({ diversity }) =>
              orDash(diversity, figure),
            ),
            row('Different images', 'How many wholly different ones the same amount to', ({ vendi }) =>
              vendi.toFixed(1),
            ),
          ]}
        />
      )}
    </Panel>
  );
}
