import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { moment } from '../formats/time.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Status } from '../parts/status.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { eventText } from './events.ts';
import { type Delivery, deliveryState, type Webhook } from './states.ts';

interface DeliverySentProps {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
  readonly onSent: () => void;
  readonly onClose: () => void;
}

/** The event of one delivery as its receiver has it, and a way to send it again. */
export function DeliverySent({ webhook, delivery, onSent, onClose }: DeliverySentProps) {
  const { likeness } = useService();
  const [busy, begin] = useDoing();
  const { event } = delivery;

  async function sendAgain(): Promise<void> {
    const path = { webhook: webhook.hook, delivery: delivery.delivery };
    const post = likeness.http.POST('/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver', { params: { path } });
    // What a notice says is not read behind a dialog.
    await answerTo(post).finally(onClose);
    onSent();
  }

  return (
    <Dialog
      title={eventText(event.type)}
      size="large"
      onDismiss={onClose}
      actions={
        <>
          <Button variant="link" onClick={onClose}>
            Close
          </Button>
          <Button
            loading={busy}
            disabled={!webhook.enabled}
            disabledReason="Enable the webhook first."
            onClick={() => void begin(sendAgain)}
          >
            Send again
          </Button>
        </>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'State', value: <Status of={deliveryState(delivery)} /> },
            { label: 'Happened', value: moment(event.time) },
            { label: 'webhook-id', value: <Box variant="code">{`msg_${event.id}`}</Box> },
          ]}
        />
        <CodeBlock label="The event that was sent" text={JSON.stringify(event, null, 2)} />
        <Box color="text-body-secondary" fontSize="body-s">
          On the way it is one line. Sent again, it keeps its webhook-id, by which a receiver knows that it had it
          before.
        </Box>
      </SpaceBetween>
    </Dialog>
  );
}
