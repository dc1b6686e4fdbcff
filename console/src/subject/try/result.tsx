import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { Problem } from '../../app/problem.tsx';
import { useService } from '../../app/service.tsx';
import { duration } from '../../formats/time.ts';
import { useNow } from '../../parts/use-now.ts';
import { Decided } from './decision.tsx';
import { PhotoMap } from './map.tsx';
import { locateAgain, matchAgain, type Try } from './tries.ts';

/** What is waited for, and for how long already. */
function Waiting({ tried: { since, waking } }: { tried: Try }) {
  const now = useNow(since !== null);
  if (since === null) return <Spinner size="large" />;
  const passed = duration((now - since) / 1000);
  if (!waking) return <Box color="text-body-secondary">{`Asking the endpoint, for ${passed}.`}</Box>;
  return (
    <Alert header={<LiveRegion>The endpoint is waking</LiveRegion>}>
      {`Nobody asked it for a while, so it sleeps. Waking takes a few minutes as a rule, and this goes on by itself: ${passed} so far.`}
    </Alert>
  );
}

/** The photo and what the endpoint says of it, each part as soon as it is there. */
export function Result({ tried }: { tried: Try }) {
  const { likeness } = useService();
  const { name, photo, url, error, match, locate, search } = tried;
  if (error !== null) {
    return (
      <SpaceBetween size="xs">
        <Box variant="strong">{name}</Box>
        <Problem error={error} />
      </SpaceBetween>
    );
  }
  if (photo === null || url === null) return <Spinner size="large" />;
  const first = match ?? search;
  const waiting = first.answer === null && first.error === null && <Waiting tried={tried} />;
  const map = <PhotoMap url={url} name={name} location={locate?.answer?.data[0] ?? null} />;
  const changed = photo.changed !== null && <Box color="text-body-secondary">{photo.changed}</Box>;
  // The base has nothing to say of the photo by itself: what is like it is below.
  if (match === null) {
    return (
      <SpaceBetween size="m">
        {waiting}
        {map}
        {changed}
      </SpaceBetween>
    );
  }
  return (
    <div style={{ display: 'grid', gap: 24, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))' }}>
      <SpaceBetween size="m">
        {waiting}
        {match.error !== null && <Problem error={match.error} again={() => matchAgain(likeness, tried)} />}
        {match.answer !== null && (
          <Decided subject={tried.subject} answer={match.answer} milliseconds={match.milliseconds} />
        )}
        {changed}
        {locate !== null && locate.error !== null && (
          <Problem error={locate.error} again={() => locateAgain(likeness, tried)} />
        )}
      </SpaceBetween>
      {map}
    </div>
  );
}
