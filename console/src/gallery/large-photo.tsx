import Button from '@cloudscape-design/components/button';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { Answered } from '../parts/answered.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { nameOf } from './gallery-picture.tsx';

/** One photo of the gallery as it is kept. */
export function LargePhoto(props: { id: string; onRemove: () => void; onClose: () => void }) {
  const { id, onRemove, onClose } = props;
  const { likeness } = useService();
  const asked = useAsked(`gallery ${id}`, (signal) =>
    answerTo(likeness.http.GET('/v1/gallery/{photo}', { params: { path: { photo: id } }, signal })),
  );
  return (
    <Dialog
      title={nameOf({ id })}
      size="large"
      onDismiss={onClose}
      actions={
        <>
          <Button disabled={asked.data === null} onClick={onRemove}>
            Remove
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <Answered asked={asked}>
        {({ url }) => (
          <img
            src={url}
            alt={nameOf({ id })}
            style={{ display: 'block', maxWidth: '100%', maxHeight: '65vh', margin: '0 auto', borderRadius: 12 }}
          />
        )}
      </Answered>
    </Dialog>
  );
}
