import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { type Likeness, LikenessApiError, type SearchAnswer } from '@likeness/client';
import { Problem } from '../../app/problem.tsx';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { useAsked } from '../../asking/use-asked.ts';
import { figure } from '../../formats/figures.ts';
import { GalleryPicture } from '../../gallery/gallery-picture.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import { searchAgain, type Try } from './tries.ts';

/** The photos that a search named; one that was removed meanwhile is left out. */
async function photosOf(likeness: Likeness, { results }: SearchAnswer, signal: AbortSignal) {
  const photos = results.map(async ({ id, score }) => {
    const params = { path: { photo: id } };
    try {
      return { ...(await answerTo(likeness.http.GET('/v1/gallery/{photo}', { params, signal }))), score };
    } catch (error) {
      if (error instanceof LikenessApiError && error.status === 404) return null;
      throw error;
    }
  });
  return (await Promise.all(photos)).filter((photo) => photo !== null);
}

const Nothing = () => (
  <Box color="text-body-secondary">
    There is nothing to search in. <Link href="/gallery">Add photos to the gallery</Link>, and the likest of them are
    shown here.
  </Box>
);

function Known({ tried, answer }: { tried: Try; answer: SearchAnswer }) {
  const { likeness } = useService();
  const key = `neighbours ${answer.results.map(({ id }) => id).join()}`;
  const asked = useAsked(key, (signal) => photosOf(likeness, answer, signal));
  return (
    <Answered asked={asked}>
      {(photos) =>
        photos.length === 0 && answer.pending === 0 ? <Nothing /> : <Pictures {...{ tried, answer, photos }} />
      }
    </Answered>
  );
}

type Found = Awaited<ReturnType<typeof photosOf>>;

function Pictures({ tried, answer, photos }: { tried: Try; answer: SearchAnswer; photos: Found }) {
  const { likeness } = useService();
  return (
    <SpaceBetween size="m">
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(min(28%, 112px), 1fr))' }}>
        {photos.map((photo) => (
          <GalleryPicture key={photo.id} photo={photo} caption={figure(photo.score)} />
        ))}
      </div>
      {answer.failure !== null && <Alert type="warning">{answer.failure.message}</Alert>}
      {answer.pending > 0 && (
        <Alert action={<Button onClick={() => searchAgain(likeness, tried)}>Go on</Button>}>
          {`${answer.pending} photos of the gallery were not compared yet: this model sees them for the first time.`}
        </Alert>
      )}
    </SpaceBetween>
  );
}

/** The photos of the gallery that are most like the one that was tried. */
export function Neighbours({ tried }: { tried: Try }) {
  const { likeness } = useService();
  const { answer, error } = tried.search;
  return (
    <Panel
      title="In your gallery"
      description="The photos that are most like this one, as the endpoint sees them. 1 is the same photo."
      actions={<Button href="/gallery">Open the gallery</Button>}
    >
      {error !== null ? (
        <Problem error={error} again={() => searchAgain(likeness, tried)} />
      ) : answer === null ? (
        <Spinner size="large" />
      ) : (
        <Known tried={tried} answer={answer} />
      )}
    </Panel>
  );
}
