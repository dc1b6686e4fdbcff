import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { components } from '@likeness/client';
import { daysLeftText } from './deletion-words.ts';

type Horizon = components['schemas']['Horizon'];

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What no deletion reaches at once, and how long it stays. */
export const Horizons = ({ horizons }: { horizons: readonly Horizon[] }) => (
  <Table
    wrapLines
    header={
      <Header variant="h2" description="What no deletion reaches, and how long it stays after it.">
        What stays for a while
      </Header>
    }
    items={[...horizons]}
    trackBy="store"
    ariaLabels={{ tableLabel: 'What stays for a while' }}
    empty="Nothing."
    columnDefinitions={[
      { id: 'holds', header: 'What', isRowHeader: true, cell: ({ holds }) => upperFirst(holds), minWidth: 220 },
      { id: 'store', header: 'Where', cell: ({ store }) => store, minWidth: 140 },
      { id: 'days', header: 'For', cell: ({ days }) => daysLeftText(days), minWidth: 150 },
    ]}
  />
);
