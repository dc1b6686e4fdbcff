import type { Likeness } from '@likeness/client';
import { colours } from '../../app/colours.ts';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { useAsked } from '../../asking/use-asked.ts';
import { runPhotos } from '../../photos/run-photos.ts';

/** The reference photos that the adapter of that name was made of, in its order. */
async function referencesOf(likeness: Likeness, subject: string, model: string, signal: AbortSignal) {
  const path = { subject };
  const { data } = await answerTo(likeness.http.GET('/v1/subjects/{subject}/adapters', { params: { path }, signal }));
  const run = data.find(({ name }) => name.endsWith(`.${model}`))?.run;
  if (run === undefined) return [];
  return runPhotos(likeness, run, 'reference', signal);
}

/** The reference photo that a photo is most like; in words alone where its picture is not to be had. */
export function MostLike({ subject, model, reference }: { subject: string; model: string; reference: number }) {
  const { likeness } = useService();
  const { data } = useAsked(`references ${model}`, (signal) => referencesOf(likeness, subject, model, signal));
  const photo = data?.[reference];
  const words = `Reference photo ${reference + 1}${photo === undefined ? '' : `, ${photo.name}`}`;
  return (
    <div style={{ display: 'flex', gap: 8, alignItems: 'center', overflowWrap: 'anywhere' }}>
      {photo?.thumbnailUrl && (
        <img
          src={photo.thumbnailUrl}
          alt=""
          width={56}
          height={56}
          style={{ objectFit: 'cover', borderRadius: 8, border: `1px solid ${colours.divider}`, flex: 'none' }}
        />
      )}
      <span>{words}</span>
    </div>
  );
}
