import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import { useEffect, useRef } from 'react';
import { Problem } from '../../app/problem.tsx';
import type { List } from '../../asking/use-list.ts';
import { Growing } from '../../parts/growing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { setQuery, useQuery } from '../../routing/address.ts';
import { useEvaluation } from '../evaluation/use-evaluation.ts';
import { ImagesFigures } from './figures.tsx';
import { filterOf, isFiltered, unlistedText } from './filter.ts';
import { ImageFilters } from './filters.tsx';
import { ImageCard } from './image-card.tsx';
import { useImages } from './use-images.ts';
import { useNearEnd } from './use-near-end.ts';
import { ImageViewer, openImage } from './viewer.tsx';
import type { SyntheticImage } from './words.ts';

/** The images that were made of the photos, by what curation decided. */
export function ImagesPanel({ run }: { run: RunDetail }) {
  const query = useQuery();
  const filter = filterOf(query);
  const shown = new URLSearchParams(query).get('image');
  const images = useImages(run, filter);
  const evaluation = useEvaluation(run);
  const curation = evaluation.data?.curation ?? null;
  const known = useKnown(images.data ?? []);
  useReached(shown, images);
  return (
    <SpaceBetween size="l">
      {evaluation.error !== null && <Problem error={evaluation.error} again={evaluation.again} />}
      {curation !== null && <ImagesFigures curation={curation} />}
      <Panel
        title="Synthetic images"
        description="Made of your photos, to train with. The faded ones were dropped; press one to see it large and why."
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
      </Panel>
      <ImageViewer id={shown} list={images} />
    </SpaceBetween>
  );
}

type Images = List<SyntheticImage>;

interface NoneProps {
  readonly filtered: boolean;
  /** Why curation counts images of the filter that are not here; null where it counts none. */
  readonly unlisted: string | null;
}

function Gallery({ images, ...none }: NoneProps & { images: Images }) {
  const { data, more, loading, error, loadMore } = images;
  const end = useNearEnd(more && !loading && error === null, data?.length, loadMore);
  return (
    <>
      <Growing list={images}>{(shown) => (shown.length === 0 ? <None {...none} /> : <Grid images={shown} />)}</Growing>
      <div ref={end} />
    </>
  );
}

const Grid = ({ images }: { images: readonly SyntheticImage[] }) => (
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
);

const None = ({ filtered, unlisted }: NoneProps) => (
  <SpaceBetween size="xs">
    <Box color="text-body-secondary">{unlisted ?? (filtered ? 'None is like that.' : 'None were made yet.')}</Box>
    {filtered && (
      <Button onClick={() => setQuery({ source: null, prompt: null, kept: null })}>Clear the filters</Button>
    )}
  </SpaceBetween>
);

/** Whatever images were seen by now, by which filters are offered: what a filter leaves would offer nothing else. */
function useKnown(images: readonly SyntheticImage[]): readonly SyntheticImage[] {
  const seen = useRef(new Map<string, SyntheticImage>());
  for (const image of images) seen.current.set(image.id, image);
  return [...seen.current.values()];
}

const isMissing = (id: string, { data, more, loading, error }: Images): boolean =>
  !more && !loading && error === null && !data?.some((image) => image.id === id);

/** An image that an address names may be pages away; and the one after it is wanted next. */
function useReached(id: string | null, { data, more, loading, error, loadMore }: Images): void {
  const images = data ?? [];
  const after = images.slice(images.findIndex((image) => image.id === id) + 1);
  const known = images.length !== after.length && after.length > 2;
  const lacking = id !== null && more && !loading && error === null && !known;
  useEffect(() => {
    if (lacking) loadMore();
  }, [lacking, loadMore]);
}
