import type { ReactNode } from 'react';
import { colours } from '../../app/colours.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';

interface ThumbnailProps {
  readonly photo: RunPhoto;
  /** What is laid over the photo, in its shape. */
  readonly overlay?: ReactNode;
  /** What is below its name. */
  readonly children?: ReactNode;
}

/** A photo in a square of which it keeps its own shape. */
export const PhotoThumbnail = ({ photo: { name, thumbnailUrl, url }, overlay, children }: ThumbnailProps) => (
  <figure style={{ margin: 0, minWidth: 0 }}>
    <div
      style={{
        ...{ position: 'relative', aspectRatio: '1', overflow: 'hidden' },
        ...{ border: `1px solid ${colours.divider}`, borderRadius: 12 },
      }}
    >
      <img
        src={thumbnailUrl ?? url}
        alt={name}
        loading="lazy"
        decoding="async"
        style={{ width: '100%', height: '100%', objectFit: 'contain', display: 'block' }}
      />
      {overlay}
    </div>
    <figcaption
      title={name}
      style={{
        ...{ marginTop: 4, fontSize: 12, color: colours.textSecondary },
        ...{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      }}
    >
      {name}
    </figcaption>
    {children}
  </figure>
);
