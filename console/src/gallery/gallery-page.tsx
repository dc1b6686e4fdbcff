import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { handheld } from '../app/handheld.ts';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { PhotoInput } from '../subject/try-input.tsx';
import { AddingProgress } from './adding-progress.tsx';
import { LargePhoto } from './large-photo.tsx';
import { PhotoGrid } from './photo-grid.tsx';
import { Removal } from './removal.tsx';
import { useAdding } from './use-adding.ts';
import { useGallery } from './use-gallery.ts';

const Empty = () => (
  <SpaceBetween size="xs">
    <Box variant="strong">The gallery is empty</Box>
    <Box color="text-body-secondary">
      Put photos here that you want to find things in: of your shop, your flat, your holidays. Then{' '}
      <Link href="/subjects">try a photo at a subject</Link>, and you see which of them are most like it. They train
      nothing.
    </Box>
  </SpaceBetween>
);

/** `/gallery`: the photos that are searched in. */
export function GalleryPage() {
  const { photos, more, loading, error, loadMore, again, show, leaveOut } = useGallery();
  const { adding, busy, add, dismiss } = useAdding(show);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<readonly string[]>([]);
  const large = new URLSearchParams(useQuery()).get('photo');
  const close = () => setQuery({ photo: null });

  function removed(ids: readonly string[]): void {
    leaveOut(ids);
    setSelected((before) => before.filter((id) => !ids.includes(id)));
    if (large !== null && ids.includes(large)) close();
  }

  return (
    <Page
      title="Gallery"
      crumbs={[{ text: 'Gallery', href: '/gallery' }]}
      header={
        <Header
          variant="h1"
          counter={photos.length === 0 ? '' : `(${photos.length}${more ? '+' : ''})`}
          description="Photos of your own that are searched in, by the models of all your subjects."
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button iconName="refresh" ariaLabel="Refresh" loading={loading && photos.length > 0} onClick={again} />
              <Button disabled={selected.length === 0} onClick={() => setRemoving(selected)}>
                {selected.length === 0 ? 'Remove' : `Remove ${selected.length}`}
              </Button>
            </SpaceBetween>
          }
        >
          Gallery
        </Header>
      }
    >
      <SpaceBetween size="l">
        <PhotoInput button="Add photos" onPhotos={(files) => void add(files)}>
          {handheld() ? 'As many as you like.' : 'Or drop or paste them here, as many as you like.'} JPEG, PNG or WebP.
        </PhotoInput>
        {adding !== null && (busy || adding.failed.length > 0) && (
          <AddingProgress adding={adding} onDismiss={dismiss} />
        )}
        {error !== null && photos.length > 0 && <Problem error={error} again={again} />}
        {photos.length > 0 && <PhotoGrid photos={photos} selected={selected} onSelect={setSelected} />}
        {photos.length === 0 && loading && <Spinner size="large" />}
        {photos.length === 0 && !loading && (error === null ? <Empty /> : <Problem error={error} again={again} />)}
        {more && (
          <Button loading={loading} onClick={loadMore}>
            Show more
          </Button>
        )}
      </SpaceBetween>
      {large !== null && removing.length === 0 && (
        <LargePhoto id={large} onRemove={() => setRemoving([large])} onClose={close} />
      )}
      {removing.length > 0 && <Removal ids={removing} onRemoved={removed} onClose={() => setRemoving([])} />}
    </Page>
  );
}
