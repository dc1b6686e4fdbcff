import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { RunDetail } from '@likeness/client';
import { useRef } from 'react';
import { Problem } from '../app/problem.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { ImageCard } from './image-card.tsx';
import { type ImageFilter, useImages } from './use-images.ts';

const anySource = { label: 'Any source', value: '' };
const optionOf = (source: string) => ({ label: source, value: source });

const keptOptions = [
  { id: 'all', text: 'All' },
  { id: 'true', text: 'Kept' },
  { id: 'false', text: 'Dropped' },
];

function filterOf(query: string): ImageFilter {
  const members = new URLSearchParams(query);
  const kept = members.get('kept');
  return { source: members.get('source') || null, kept: kept === 'true' || kept === 'false' ? kept : null };
}

/** The images that were made of the photos, by what curation decided. */
export function ImagesPanel({ run }: { run: RunDetail }) {
  const filter = filterOf(useQuery());
  const { images, more, loading, error, loadMore } = useImages(run, filter);
  const sources = useRef(new Set<string>());
  for (const { source } of images) sources.current.add(source);
  if (filter.source !== null) sources.current.add(filter.source);
  const filtered = filter.source !== null || filter.kept !== null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Made of your photos, to train with. Faded ones were dropped: hover for the reason."
        >
          Synthetic images
        </Header>
      }
    >
      <SpaceBetween size="m">
        <SpaceBetween size="xs" direction="horizontal">
          <Select
            ariaLabel="Filter by source"
            selectedOption={filter.source === null ? anySource : optionOf(filter.source)}
            options={[anySource, ...[...sources.current].map(optionOf)]}
            onChange={({ detail }) => setQuery({ source: detail.selectedOption.value ?? null })}
          />
          <SegmentedControl
            label="Filter by what curation decided"
            selectedId={filter.kept ?? 'all'}
            options={keptOptions}
            onChange={({ detail }) => setQuery({ kept: detail.selectedId === 'all' ? null : detail.selectedId })}
          />
        </SpaceBetween>
        {error !== null && <Problem error={error} />}
        <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(128px, 1fr))' }}>
          {images.map((image) => (
            <ImageCard key={image.id} image={image} />
          ))}
        </div>
        {loading && <Spinner size="large" />}
        {!loading && error === null && images.length === 0 && (
          <Box color="text-body-secondary">{filtered ? 'None is like that.' : 'None were made yet.'}</Box>
        )}
        {more && (
          <Button loading={loading} onClick={loadMore}>
            Show more
          </Button>
        )}
      </SpaceBetween>
    </Container>
  );
}
