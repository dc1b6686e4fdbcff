import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Page } from '../app/page.tsx';
import { Empty } from '../parts/empty.tsx';
import { Growing } from '../parts/growing.tsx';
import { PhotoChooser } from '../photos/photo-chooser.tsx';
import { setQuery, useQueryMember } from '../routing/address.ts';
import { AddingProgress } from './adding-progress.tsx';
import { LargePhoto } from './large-photo.tsx';
import { PhotoGrid } from './photo-grid.tsx';
import { Removal } from './removal.tsx';
import { useAdding } from './use-adding.ts';
import { useGallery } from './use-gallery.ts';

const NoPhotos = () => (
  <Empty title="The gallery is empty">
    Put photos here that you want to find things in: of your shop, your flat, your holidays. Then{' '}
    <Link href="/subjects">try a photo at a subject</Link>, and you see which of them are most like it. They train
    nothing.
  </Empty>
);

/** `/gallery`: the photos that are searched in. */
export function GalleryPage() {
  const gallery = useGallery();
  const { data, more, loading, again, show, leaveOut } = gallery;
  const { adding, busy, add, dismiss } = useAdding(show);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<readonly string[]>([]);
  const large = useQueryMember('photo');
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
          counter={data === null || data.length === 0 ? '' : `(${data.length}${more ? '+' : ''})`}
          description="Photos of your own that are searched in, by the models of all your subjects."
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
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
        <PhotoChooser
          button="Add photos"
          says="As many as you like: JPEG, PNG or WebP."
          onPhotos={(files) => void add(files)}
        />
        {adding !== null && (busy || adding.failed.length > 0) && (
          <AddingProgress adding={adding} onDismiss={dismiss} />
        )}
        <Growing list={gallery}>
          {(photos) =>
            photos.length === 0 && !gallery.more ? (
              <NoPhotos />
            ) : (
              <PhotoGrid {...{ photos, selected }} onSelect={setSelected} />
            )
          }
        </Growing>
      </SpaceBetween>
      {large !== null && removing.length === 0 && (
        <LargePhoto id={large} onRemove={() => setRemoving([large])} onClose={close} />
      )}
      {removing.length > 0 && <Removal ids={removing} onRemoved={removed} onClose={() => setRemoving([])} />}
    </Page>
  );
}
