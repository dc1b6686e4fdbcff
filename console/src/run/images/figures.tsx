import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { figure, orDash } from '../../formats/figures.ts';
import { Explained } from '../../parts/explained.tsx';
import { Panel } from '../../parts/panel.tsx';
import { setQuery } from '../../routing/address.ts';
import type { Evaluation } from '../evaluation/words.ts';
import { fidelityMeans, kindText, sourceName } from './words.ts';

type Curation = NonNullable<Evaluation['curation']>;
type Source = Curation['sources'][number];

const droppedText = ({ dropped }: Source): string =>
  Object.entries(dropped)
    .map(([reason, count]) => `${count} ${reason}`)
    .join('; ') || '–';

const worth = (vendi: number | null): string => orDash(vendi, (value) => value.toFixed(1));

/** How true to the photos and how varied the images are: as a whole, and by where they come from. */
export function ImagesFigures({ curation }: { curation: Curation }) {
  const { kept, dropped, fidelity, diversity, vendi, sources } = curation;
  return (
    <Panel
      title="What curation made of them"
      description="Curation keeps what is true to your photos and is not the same again and again."
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Kept', value: <Explained value={`${kept} of ${kept + dropped}`} means="Only these train." /> },
            {
              label: 'Fidelity',
              value: (
                <Explained
                  value={orDash(fidelity, figure)}
                  means={`Of those kept that show the subject. ${fidelityMeans}`}
                />
              ),
            },
            {
              label: 'Diversity',
              value: (
                <Explained value={orDash(diversity, figure)} means="How unlike two of those are: 0 is all the same." />
              ),
            },
            {
              label: 'Worth',
              value: (
                <Explained
                  value={`${vendi.toFixed(1)} wholly different images`}
                  means="That is what those amount to (Vendi score)."
                />
              ),
            },
          ]}
        />
        <Table
          variant="embedded"
          items={[...sources]}
          trackBy="source"
          wrapLines
          ariaLabels={{ tableLabel: 'Sources of the images' }}
          columnDefinitions={[
            {
              id: 'source',
              header: 'Source',
              isRowHeader: true,
              minWidth: 150,
              cell: ({ source, kind }) => (
                <Explained
                  value={
                    <Button
                      variant="inline-link"
                      ariaLabel={`Show images of ${sourceName(source)}`}
                      onClick={() => setQuery({ source, prompt: null })}
                    >
                      {sourceName(source)}
                    </Button>
                  }
                  means={kindText(kind)}
                />
              ),
            },
            { id: 'kept', header: 'Kept', minWidth: 96, cell: (one) => `${one.kept} of ${one.candidates}` },
            { id: 'fidelity', header: 'Fidelity, all', minWidth: 90, cell: (one) => orDash(one.fidelity, figure) },
            {
              id: 'keptFidelity',
              header: 'Fidelity, kept',
              minWidth: 90,
              cell: (one) => orDash(one.keptFidelity, figure),
            },
            {
              id: 'worth',
              header: 'Different images, kept',
              minWidth: 120,
              cell: (one) => worth(one.kept === 0 ? null : one.keptVendi),
            },
            { id: 'dropped', header: 'Dropped, and why', minWidth: 200, cell: droppedText },
          ]}
        />
      </SpaceBetween>
    </Panel>
  );
}
