import Alert from '@cloudscape-design/components/alert';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Receipt } from '@likeness/client';
import { duration, secondsBetween } from '../formats/time.ts';
import { useNow } from '../parts/use-now.ts';
import { progressOf } from './deletion-words.ts';

/** A deletion that is not done: what it waits for, and how long. */
export function UnderWay({ receipt }: { receipt: Receipt }) {
  const now = useNow(true);
  const left = -secondsBetween(receipt.lastLookAt, null, now);
  return (
    <Alert type="info" header="The deletion is under way">
      <SpaceBetween size="xs">
        <span>
          What there was goes first. What was being written at that moment may still come: the deletion looks once more
          for it, and is done then. It goes on by itself, whether or not you stay.
        </span>
        <ProgressBar
          ariaLabel="Until the last look"
          value={progressOf(receipt, now)}
          additionalInfo={left > 0 ? `The last look is in ${duration(left)}` : 'Looking once more'}
        />
      </SpaceBetween>
    </Alert>
  );
}
