import Box from '@cloudscape-design/components/box';
import { colours } from '../../app/colours.ts';
import { figure } from '../../formats/figures.ts';
import { Picture } from './picture.tsx';
import type { Judgement } from './ranks.ts';

type Neighbour = Judgement['reference'];

/** Another photo, and how alike it is. */
function Like({ label, alt, of, none }: { label: string; alt: string; of: Neighbour; none: string }) {
  return (
    <div style={{ minWidth: 0, fontSize: 12, lineHeight: '16px', color: colours.textSecondary }}>
      {of === null ? (
        <div
          style={{
            ...{ display: 'grid', placeItems: 'center', aspectRatio: '1', padding: 6, textAlign: 'center' },
            ...{ border: `1px dashed ${colours.divider}`, borderRadius: 8, boxSizing: 'border-box' },
          }}
        >
          {none}
        </div>
      ) : (
        <Picture url={of.thumbnailUrl} alt={`${alt}, ${of.photo}`} />
      )}
      <div style={{ marginTop: 4 }}>
        {label}
        {of !== null && <span style={{ whiteSpace: 'nowrap' }}>{` ${figure(of.cosine)}`}</span>}
      </div>
    </div>
  );
}

/** How one of the two, base or adapter, saw a photo: its rank, and the photos that made it so. */
export function SpaceView({ title, judgement }: { title: string; judgement: Judgement }) {
  const { rank, reference, confuser, beatenBy } = judgement;
  return (
    <div style={{ minWidth: 0 }}>
      <Box padding={{ bottom: 'xxs' }}>
        <b>{title}</b>
        {`: rank ${rank}`}
      </Box>
      <div style={{ display: 'grid', gap: 8, gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', maxWidth: 360 }}>
        <Like label="Score" alt="The nearest reference photo" of={reference} none="Not kept" />
        <Like
          label="Beaten by"
          alt="Another thing that scores higher"
          of={beatenBy}
          none={rank === 1 ? 'Nothing' : 'Not kept'}
        />
        <Like label="Most like" alt="Another thing that it is most like" of={confuser} none="Not kept" />
      </div>
    </div>
  );
}

/** What the three pictures of each are. */
export const spaceMeans =
  'Score: how alike it is to the nearest reference photo, as a cosine. Beaten by: the photo of another thing that scores highest, where that is at least as much. Most like: the photo of another thing that it is itself most alike to. Compare a score with what is beside it, not with the other model’s.';
