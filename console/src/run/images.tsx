import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { RunDetail } from '@likeness/client';
import { useEffect, useRef } from 'react';
import { Problem } from '../app/problem.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { useEvaluation } from './evaluation-asked.ts';
import { ImageCard } from './image-card.tsx';
import { ImagesFigures } from './images-figures.tsx';
import { filterOf, isFiltered, unlistedText } from './images-filter.ts';
import { ImageFilters } from './images-filters.tsx';
import { useNearEnd } from './images-near-end.ts';
import { ImageViewer, openImage } from './images-viewer.tsx';
import type { SyntheticImage } from './images-words.ts';
import { type Images, useImages } from './use-images.ts';

/** The images that were made of the photos, by what curation decided. */
export function ImagesPanel({ run }: { run: RunDetail }) {
  const query = useQuery();
  const filter = filterOf(query);
  const shown = new URLSearchParams(query).get('image');
  const images = useImages(run, filter);
  const { data, error, again } = useEvaluation(run);
  const curation = data?.curation ?? null;
  const known = useKnown(images.images);
  useReached(shown, images);
  return (
    <SpaceBetween size="l">
      {error !== null && <Problem error={error} again={again} />}
      {curation !== null && <ImagesFigures curation={curation} />}
      <Container
        header={
          <Header
            variant="h2"
            description="Made of your photos, to train with. The faded ones were dropped; press one to see it large and why."
          >
            Synthetic images
          </Header>
        }
      >
        <SpaceBetween size="m">
          <ImageFilters filter={filter} curation={curation} known={known} />
          {shown !== null && isMissing(shown, images) && (
            <Alert type="info" dismissible dismissAriaLabel="Dismiss" onDismiss={() => openImage(null)}>
              {`There is no image ${shown} among these.`}
            </Alert>
          )}
          <Gallery images={images} filtered={isFiltered(filter)} unlisted={unlistedText(curation, filter)} />
        </SpaceBetween>
      </Container>
      <ImageViewer id={shown} images={images} />
    </SpaceBetween>
  );
}

function Gallery({
  images: { images, more, loading, error, loadMore, again },
  filtered,
  unlisted,
}: {
  images: Images;
  filtered: boolean;
  /** Why curation counts images of the filter that are not here; null where it counts none. */
  unlisted: string | null;
}) {
  const end = useNearEnd(more && !loading && error === null, images.length, loadMore);
  return (
    <SpaceBetween size="m">
      <ul
        style={{
          ...{ display: 'grid', gap: 8, margin: 0, padding: 0, listStyle: 'none' },
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(128px, 30%), 1fr))',
        }}
      >
        {images.map((image) => (
          <ImageCard key={image.id} image={image} open={openImage} />
        ))}
      </ul>
      <div ref={end} />
      {error !== null && <Problem error={error} again={again} />}
      {loading && images.length === 0 && <Spinner size="large" />}
      {!loading && error === null && images.length === 0 && (
        <SpaceBetween size="xs">
          <Box color="text-body-secondary">{unlisted ?? (filtered ? 'None is like that.' : 'None were made yet.')}</Box>
          {filtered && (
            <Button onClick={() => setQuery({ source: null, prompt: null, kept: null })}>Clear the filters</Button>
          )}
        </SpaceBetween>
      )}
      {more && error === null && (
        <Button loading={loading} onClick={loadMore}>
          Show more
        </Button>
      )}
    </SpaceBetween>
  );
}

/** Whatever images were seen by now, by which filters are offered: what a filter leaves would offer nothing else. */
function useKnown(images: readonly SyntheticImage[]): readonly SyntheticImage[] {
  const seen = useRef(new Map<string, SyntheticImage>());
  for (const image of images) seen.current.set(image.id, image);
  return [...seen.current.values()];
}

const isMissing = (id: string, { images, more, loading, error }: Images): boolean =>
  !more && !loading && error === null && !images.some((image) => image.id === id);

/** An image that an address names may be pages away; and the one after it is wanted next. */
function useReached(id: string | null, { images, more, loading, error, loadMore }: Images): void {
  const after = images.slice(images.findIndex((image) => image.id === id) + 1);
  const known = images.length !== after.length && after.length > 2;
  const lacking = id !== null && more && !loading && error === null && !known;
  useEffect(() => {
    if (lacking) loadMore();
  }, [lacking, loadMore]);
}
