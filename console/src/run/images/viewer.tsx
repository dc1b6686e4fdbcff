import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { List } from '../../asking/use-list.ts';
import { figure } from '../../formats/figures.ts';
import { Explained } from '../../parts/explained.tsx';
import { setQuery } from '../../routing/address.ts';
import { PictureViewer } from '../picture-viewer.tsx';
import { fidelityMeans, kindText, type SyntheticImage, sourceMade, sourceName, whyText } from './words.ts';

export const openImage = (id: string | null): void => setQuery({ image: id });

/** The image that the address names, large, with all that is known of it. */
export function ImageViewer({ id, list }: { id: string | null; list: List<SyntheticImage> }) {
  const { data, more, loadMore } = list;
  const images = data ?? [];
  const at = images.findIndex((image) => image.id === id);
  const image = images[at];
  if (image === undefined) return null;
  const [before, after] = [images[at - 1], images[at + 1]];
  const onward = after === undefined ? (more ? loadMore : null) : () => openImage(after.id);
  return (
    <PictureViewer
      title={`${sourceName(image.source)} ${image.id}`}
      place={more ? `${at + 1} of ${images.length}+` : `${at + 1} of ${images.length}`}
      previous={before === undefined ? null : () => openImage(before.id)}
      next={onward}
      close={() => openImage(null)}
    >
      <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))' }}>
        <img
          key={image.id}
          src={image.url}
          alt={`${kindText(image.kind)}, ${image.id}`}
          style={{ width: '100%', maxHeight: '60vh', objectFit: 'contain', borderRadius: 12 }}
        />
        <Facts image={image} />
      </div>
    </PictureViewer>
  );
}

function Facts({ image }: { image: SyntheticImage }) {
  const { kind, source, prompt, seed, fidelity } = image;
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: 'What curation decided', value: whyText(image) },
        {
          label: 'Fidelity',
          value: fidelity === null ? 'Not measured' : <Explained value={figure(fidelity)} means={fidelityMeans} />,
        },
        { label: 'What it shows', value: kindText(kind) },
        { label: 'Source', value: <Explained value={sourceName(source)} means={sourceMade(source)} /> },
        { label: 'Made of the words', value: prompt ?? 'None: this source needs no words.' },
        ...(seed === null ? [] : [{ label: 'Seed', value: seed.join(', ') }]),
      ]}
    />
  );
}
