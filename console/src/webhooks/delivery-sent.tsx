import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { CodeBlock } from '../app/code-block.tsx';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { moment } from '../formats/time.ts';
import { eventText } from './events.ts';
import { type Delivery, deliveryState, type Webhook } from './states.ts';

export interface DeliverySentProps {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
  readonly onSent: () => void;
  readonly onClose: () => void;
}

/** The event of one delivery as its receiver has it, and a way to send it again. */
export function DeliverySent({ webhook, delivery, onSent, onClose }: DeliverySentProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [busy, setBusy] = useState(false);
  const { event } = delivery;
  const { type, text } = deliveryState(delivery);

  async function sendAgain(): Promise<void> {
    setBusy(true);
    const path = { webhook: webhook.hook, delivery: delivery.delivery };
    try {
      await answerTo(
        likeness.http.POST('/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver', { params: { path } }),
      );
      onSent();
    } catch (error) {
      notices.failed(error);
      onClose();
    }
    setBusy(false);
  }

  return (
    <Modal
      visible
      size="large"
      header={eventText(event.type)}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={onClose}>
              Close
            </Button>
            <Button
              loading={busy}
              disabled={!webhook.enabled}
              disabledReason="Enable the webhook first."
              onClick={() => void sendAgain()}
            >
              Send again
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'State', value: <StatusIndicator type={type}>{text}</StatusIndicator> },
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
    </Modal>
  );
}
