import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { moment } from '../formats/time.ts';
import { useDoing } from '../parts/use-doing.ts';
import { setEnabled } from './enable.ts';
import type { Webhook } from './states.ts';

const reasons = {
  gone: 'What answers there said that it is gone for good (410), so nothing more was sent.',
  failing: 'Nothing has reached it for five days, so nothing more was sent.',
} as const;

/** Says of a webhook by which nothing arrives why that is, and what to do. */
export function Health({ webhook, onChanged }: { webhook: Webhook; onChanged: () => void }) {
  const { likeness } = useService();
  const notices = useNotices();
  const [busy, begin] = useDoing();

  async function enable(): Promise<void> {
    await setEnabled(likeness, webhook.hook, true);
    notices.succeeded('The webhook is enabled. Send again what you missed.');
    onChanged();
  }

  const { enabled, disabledReason, failures, failingSince } = webhook;
  if (!enabled) {
    return (
      <Alert
        type={disabledReason === null ? 'info' : 'warning'}
        header={disabledReason === null ? 'The webhook is disabled' : 'We disabled the webhook'}
        action={
          <Button loading={busy} onClick={() => void begin(enable)}>
            Enable
          </Button>
        }
      >
        {disabledReason === null ? 'It is told of nothing until it is enabled.' : reasons[disabledReason]} What happens
        meanwhile is not made up for.
      </Alert>
    );
  }
  return (
    <Alert type="warning" header="Nothing arrives at the moment">
      {failures === 1 ? 'The last attempt' : `The last ${failures} attempts`} failed
      {failingSince !== null && `, since ${moment(failingSince)}`}. Each delivery is tried again, up to 24 hours long. A
      webhook that nothing has reached for five days is disabled.
    </Alert>
  );
}
