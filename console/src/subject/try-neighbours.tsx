import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { type Likeness, LikenessApiError, type SearchAnswer } from '@likeness/client';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { GalleryPicture } from '../gallery/gallery-picture.tsx';
import { searchAgain, type Try } from './try-tries.ts';
import { figure } from './try-words.ts';

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

function Found({ tried, answer }: { tried: Try; answer: SearchAnswer }) {
  const { likeness } = useService();
  const key = `neighbours ${answer.results.map(({ id }) => id).join()}`;
  const { data, error, again } = useAsked(key, (signal) => photosOf(likeness, answer, signal));
  if (error !== null) return <Problem error={error} again={again} />;
  if (data === null) return <Spinner size="large" />;
  if (data.length === 0 && answer.pending === 0) return <Nothing />;
  return (
    <SpaceBetween size="m">
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(min(28%, 112px), 1fr))' }}>
        {data.map((photo) => (
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
    <Container
      header={
        <Header
          variant="h2"
          description="The photos that are most like this one, as the endpoint sees them. 1 is the same photo."
          actions={<Button href="/gallery">Open the gallery</Button>}
        >
          In your gallery
        </Header>
      }
    >
      {error !== null ? (
        <Problem error={error} again={() => searchAgain(likeness, tried)} />
      ) : answer === null ? (
        <Spinner size="large" />
      ) : (
        <Found tried={tried} answer={answer} />
      )}
    </Container>
  );
}
