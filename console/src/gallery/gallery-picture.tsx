import type { components } from '@likeness/client';
import type { ReactNode } from 'react';
import { colours } from '../app/colours.ts';

export type GalleryPhoto = components['schemas']['GalleryPhoto'];

/** What a photo without a name is called. */
export const nameOf = ({ id }: Pick<GalleryPhoto, 'id'>): string => `Photo ${id.slice(0, 8)}`;

/** A photo of the gallery, small, which leads to its large one. */
export function GalleryPicture({ photo, caption }: { photo: GalleryPhoto; caption?: ReactNode }) {
  const { id, thumbnailUrl } = photo;
  const label = typeof caption === 'string' ? `${nameOf(photo)}, ${caption}` : nameOf(photo);
  return (
    <figure style={{ margin: 0, minWidth: 0 }}>
      <a href={`/gallery?photo=${id}`} aria-label={label} style={{ display: 'block' }}>
        {thumbnailUrl === null ? (
          <span style={{ display: 'block', padding: 12, color: colours.textSecondary }}>No picture</span>
        ) : (
          <img
            src={thumbnailUrl}
            alt=""
            loading="lazy"
            decoding="async"
            style={{
              ...{ width: '100%', aspectRatio: '1', objectFit: 'cover', display: 'block' },
              ...{ border: `1px solid ${colours.divider}`, borderRadius: 12, boxSizing: 'border-box' },
            }}
          />
        )}
      </a>
      {caption !== undefined && (
        <figcaption style={{ marginTop: 4, fontSize: 12, color: colours.textSecondary }}>{caption}</figcaption>
      )}
    </figure>
  );
}
