import Badge from '@cloudscape-design/components/badge';
import { colours } from '../app/colours.ts';
import type { SyntheticImage } from './use-images.ts';

const kinds: Readonly<Record<string, string>> = { positive: 'Shows the subject', negative: 'Shows another thing' };

function judgement({ kept, reason, fidelity }: SyntheticImage): string {
  if (kept === null) return 'Not judged yet.';
  const how = fidelity === null ? '' : ` Fidelity ${fidelity.toFixed(2)}.`;
  return `${kept ? 'Kept' : 'Dropped'}: ${reason ?? 'no reason was given'}.${how}`;
}

/** A synthetic image and what curation made of it: in a word to see, in full on hovering and for who can't see it. */
export function ImageCard({ image }: { image: SyntheticImage }) {
  const { url, kind, kept, prompt, source } = image;
  const shows = kinds[kind] ?? kind;
  return (
    <figure
      style={{ margin: 0, minWidth: 0 }}
      title={`${shows}. ${judgement(image)}${prompt === null ? '' : ` “${prompt}”`}`}
    >
      <img
        src={url}
        alt={`${shows}, made by ${source}. ${judgement(image)}${prompt === null ? '' : ` Of the words: ${prompt}`}`}
        loading="lazy"
        decoding="async"
        style={{
          width: '100%',
          aspectRatio: '1',
          objectFit: 'cover',
          display: 'block',
          border: `1px solid ${colours.divider}`,
          borderRadius: 12,
          opacity: kept === false ? 0.55 : 1,
        }}
      />
      <figcaption aria-hidden="true" style={{ marginTop: 4, fontSize: 12, color: colours.textSecondary }}>
        <Badge color={kept === null ? 'grey' : kept ? 'green' : 'severity-neutral'}>
          {kept === null ? 'Not judged' : kept ? 'Kept' : 'Dropped'}
        </Badge>{' '}
        {kind}
      </figcaption>
    </figure>
  );
}
