import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { nameOf } from './gallery-picture.tsx';

/** One photo of the gallery as it is kept. */
export function LargePhoto(props: { id: string; onRemove: () => void; onClose: () => void }) {
  const { id, onRemove, onClose } = props;
  const { likeness } = useService();
  const { data, error, again } = useAsked(`gallery ${id}`, (signal) =>
    answerTo(likeness.http.GET('/v1/gallery/{photo}', { params: { path: { photo: id } }, signal })),
  );
  return (
    <Modal
      visible
      size="large"
      header={nameOf({ id })}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button disabled={data === null} onClick={onRemove}>
              Remove
            </Button>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {error !== null && <Problem error={error} again={again} />}
      {data === null && error === null && <Spinner size="large" />}
      {data !== null && (
        <img
          src={data.url}
          alt={nameOf({ id })}
          style={{ display: 'block', maxWidth: '100%', maxHeight: '65vh', margin: '0 auto', borderRadius: 12 }}
        />
      )}
    </Modal>
  );
}
