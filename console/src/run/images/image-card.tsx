import { type CSSProperties, memo } from 'react';
import { colours } from '../../app/colours.ts';
import { decision, kindText, type SyntheticImage, shortReason, sourceName } from './words.ts';

/** About as tall as a card is; what is out of sight is not drawn, and its height is remembered. */
const outOfSight = { contentVisibility: 'auto', containIntrinsicSize: 'auto 176px' } as const;

const picture: CSSProperties = {
  ...{ width: '100%', aspectRatio: '1', objectFit: 'cover', display: 'block', boxSizing: 'border-box' },
  ...{ border: `1px solid ${colours.divider}`, borderRadius: 12, background: colours.divider },
};

interface ImageCardProps {
  readonly image: SyntheticImage;
  readonly open: (id: string) => void;
}

/** A synthetic image, small, and what curation made of it; pressed, it is shown large. */
export const ImageCard = memo(({ image, open }: ImageCardProps) => {
  const { id, thumbnailUrl, kind, kept, source } = image;
  const reason = shortReason(image);
  const alt = `${kindText(kind)}, ${sourceName(source)} ${id}`;
  return (
    <li style={{ ...outOfSight, minWidth: 0, padding: 3 }}>
      <button
        type="button"
        data-image={id}
        onClick={() => open(id)}
        style={{
          ...{ display: 'block', width: '100%', padding: 0, border: 0, borderRadius: 12, background: 'none' },
          ...{ textAlign: 'start', font: 'inherit', color: 'inherit', cursor: 'pointer' },
        }}
      >
        {thumbnailUrl === null ? (
          <span role="img" aria-label={alt} style={picture} />
        ) : (
          <img
            src={thumbnailUrl}
            alt={alt}
            loading="lazy"
            decoding="async"
            style={{ ...picture, opacity: kept === false ? 0.55 : 1 }}
          />
        )}
        <span
          style={{ display: 'block', marginTop: 4, fontSize: 12, lineHeight: '16px', color: colours.textSecondary }}
        >
          {reason === null ? decision(image) : `${decision(image)}: ${reason}`}
        </span>
      </button>
    </li>
  );
});
