import { LikenessApiError } from '@likeness/client';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';

interface RemovalProps {
  /** Which photos. */
  readonly ids: readonly string[];
  onRemoved(ids: readonly string[]): void;
  onClose(): void;
}

/** Asks whether the photos are to go, and lets them. */
export function Removal({ ids, onRemoved, onClose }: RemovalProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const these = ids.length === 1 ? 'the photo' : `${ids.length} photos`;

  async function remove(): Promise<void> {
    const gone: string[] = [];
    try {
      for (const photo of ids) {
        const { error, response } = await likeness.http.DELETE('/v1/gallery/{photo}', { params: { path: { photo } } });
        // Somebody else was faster: it is gone, which is what was wanted.
        if (error !== undefined && response.status !== 404)
          throw new LikenessApiError({ ...error, status: response.status });
        gone.push(photo);
      }
      notices.succeeded(`${ids.length === 1 ? 'The photo is' : `${ids.length} photos are`} out of the gallery.`);
    } finally {
      onRemoved(gone);
    }
  }

  return (
    <Confirmation
      title={`Remove ${these}?`}
      confirm="Remove"
      leave={ids.length === 1 ? 'Leave it' : 'Leave them'}
      act={remove}
      onClose={onClose}
    >
      {`The service deletes ${these}, and no search finds ${ids.length === 1 ? 'it' : 'them'} from then on. Models stay as they are: the gallery trains none.`}
    </Confirmation>
  );
}
