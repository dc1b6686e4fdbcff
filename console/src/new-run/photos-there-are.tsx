import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useEffect, useRef, useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { Problem } from '../app/problem.tsx';
import { moment } from '../formats/time.ts';
import { photoCount } from '../photos/roles.ts';
import { useRunPhotos } from '../photos/use-run-photos.ts';
import { fetchPhotos } from './fetch-photos.ts';
import type { AddedPhoto } from './photo.ts';

interface PhotosThereAreProps {
  readonly subject: string;
  /** Whether they would be the first; once they are on their way they come whatever else was chosen. */
  readonly wanted: boolean;
  onFetching(fetching: boolean): void;
  onUse(photos: readonly AddedPhoto[]): void;
}

/** Offers the photos of the run before to begin with. */
export function PhotosThereAre({ subject, wanted, onFetching, onUse }: PhotosThereAreProps) {
  const notices = useNotices();
  const { data, error, again } = useRunPhotos(subject);
  /** How many are there; null while none are fetched. */
  const [fetched, setFetched] = useState<number | null>(null);
  const ended = useRef(new AbortController());
  useEffect(() => {
    const ending = new AbortController();
    ended.current = ending;
    return () => ending.abort();
  }, []);

  if (!wanted && fetched === null) return null;
  if (data === null) return error !== null && <Problem error={error} again={again} />;
  if (data.found === null) return null;
  const { run, photos } = data.found;

  async function use(): Promise<void> {
    const { signal } = ended.current;
    setFetched(0);
    onFetching(true);
    try {
      const added = await fetchPhotos(photos, signal, setFetched);
      if (!signal.aborted) onUse(added);
    } catch (problem) {
      if (!signal.aborted) notices.failed(problem);
    } finally {
      setFetched(null);
      onFetching(false);
    }
  }

  const counted = photos.length === 1 ? 'photo' : `${photos.length} photos`;
  return (
    <Alert
      type="info"
      header={`Begin with the ${counted} of the run of ${moment(run.createdAt)}`}
      action={
        <Button loading={fetched !== null} loadingText="Fetching them" onClick={() => void use()}>
          Use them
        </Button>
      }
    >
      {fetched === null ? (
        `${photoCount(photos.map(({ role }) => role))}. Add to them, leave some out or change their roles afterwards.`
      ) : (
        <ProgressBar
          value={Math.round((100 * fetched) / photos.length)}
          ariaLabel="Fetching the photos"
          additionalInfo={`${fetched} of ${photos.length} are here`}
        />
      )}
    </Alert>
  );
}
