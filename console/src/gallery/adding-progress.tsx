import Alert from '@cloudscape-design/components/alert';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { lineOf } from '../app/told.ts';
import type { Adding } from './use-adding.ts';

/** How far the photos are that are added, and which ones were not taken. */
export function AddingProgress({ adding, onDismiss }: { adding: Adding; onDismiss: () => void }) {
  const { done, of, failed } = adding;
  return (
    <>
      {done < of && (
        <ProgressBar
          value={(100 * done) / of}
          label="Adding photos"
          additionalInfo={`${done} of ${of}`}
          ariaLabel="Adding photos"
        />
      )}
      {failed.length > 0 && (
        <Alert
          type="warning"
          dismissible={done === of}
          dismissAriaLabel="Dismiss"
          onDismiss={onDismiss}
          header={failed.length === 1 ? 'A photo was not added' : `${failed.length} photos were not added`}
        >
          <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
            {failed.map(({ name, error }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may have one name, and none changes its place
              <li key={at}>{`${name}: ${lineOf(error)}`}</li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}
