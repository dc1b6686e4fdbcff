import { colours } from '../../app/colours.ts';

interface PictureProps {
  /** Null where there is no picture to show. */
  readonly url: string | null;
  readonly alt: string;
  /** White where the thing is: the rest is darkened. Null is no mask. */
  readonly mask?: string | null;
  /** Whether all of it is shown, instead of a square that it fills. */
  readonly whole?: boolean;
}

const inset = { position: 'absolute', inset: 0, width: '100%', height: '100%' } as const;

/** A picture, in a square. */
export function Picture({ url, alt, mask = null, whole = false }: PictureProps) {
  const objectFit = whole ? 'contain' : 'cover';
  return (
    <span
      style={{
        ...{ position: 'relative', display: 'block', aspectRatio: '1', overflow: 'hidden', isolation: 'isolate' },
        ...{ borderRadius: 8, background: colours.divider },
      }}
    >
      {url === null ? (
        <span style={{ ...inset, display: 'grid', placeItems: 'center', fontSize: 12, color: colours.textSecondary }}>
          No preview
        </span>
      ) : (
        <img src={url} alt={alt} loading="lazy" decoding="async" style={{ ...inset, objectFit }} />
      )}
      {mask !== null && (
        <img src={mask} alt="" style={{ ...inset, objectFit, mixBlendMode: 'multiply', opacity: 0.75 }} />
      )}
    </span>
  );
}

/** A picture to press. */
export function PictureButton({ onPress, ...picture }: PictureProps & { onPress: () => void }) {
  return (
    <button
      type="button"
      onClick={onPress}
      style={{
        ...{ display: 'block', width: '100%', padding: 0, border: 0, borderRadius: 8 },
        ...{ background: 'none', font: 'inherit', color: 'inherit', cursor: 'pointer' },
      }}
    >
      <Picture {...picture} />
    </button>
  );
}
