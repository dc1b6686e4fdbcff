import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness } from '@likeness/client';
import { type FormEvent, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { EventField } from './event-field.tsx';
import { choiceOf, type EventChoice, eventsOf } from './events.ts';
import type { Webhook, WebhookWithSecret } from './states.ts';

export interface WebhookFormProps {
  /** Null makes a new one. */
  readonly webhook: Webhook | null;
  /** A new one comes with its secret. */
  readonly onSaved: (saved: Webhook | WebhookWithSecret) => void;
  readonly onClose: () => void;
}

type Fields = Pick<Webhook, 'url' | 'description' | 'events'>;

const save = (likeness: Likeness, webhook: Webhook | null, body: Fields): Promise<Webhook | WebhookWithSecret> =>
  webhook === null
    ? answerTo(likeness.http.POST('/v1/webhooks', { body }))
    : answerTo(likeness.http.PATCH('/v1/webhooks/{webhook}', { params: { path: { webhook: webhook.hook } }, body }));

const form = 'webhook-form';

/** Where to send, and what. */
export function WebhookForm({ webhook, onSaved, onClose }: WebhookFormProps) {
  const { likeness } = useService();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [choice, setChoice] = useState<EventChoice>(choiceOf(webhook?.events ?? ['*']));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const events = eventsOf(choice);
  const isWhole = URL.canParse(url.trim());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!isWhole || events.length === 0 || busy) return;
    setBusy(true);
    setError(null);
    try {
      onSaved(await save(likeness, webhook, { url: url.trim(), description: description.trim(), events }));
    } catch (thrown) {
      setError(thrown);
    }
    setBusy(false);
  }

  return (
    <Modal
      visible
      header={webhook === null ? 'Make a webhook' : 'Change the webhook'}
      onDismiss={() => !busy && onClose()}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onClose}>
              Leave it
            </Button>
            <Button variant="primary" loading={busy} form={form}>
              {webhook === null ? 'Make it' : 'Save'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form id={form} noValidate onSubmit={(event) => void submit(event)}>
        <SpaceBetween size="l">
          <FormField
            label="Address"
            constraintText="It begins with https:// and is on the public internet. A service on your own machine takes addresses there too. No redirect is followed."
            errorText={tried && !isWhole ? 'Give a whole address, like https://example.com/hooks.' : ''}
          >
            <Input
              type="url"
              inputMode="url"
              placeholder="https://example.com/hooks"
              value={url}
              onChange={({ detail }) => setUrl(detail.value)}
            />
          </FormField>
          <FormField
            label="Description"
            description="For you alone, if you like."
            constraintText="200 characters at most."
          >
            <Input value={description} onChange={({ detail }) => setDescription(detail.value.slice(0, 200))} />
          </FormField>
          <EventField choice={choice} missing={tried && events.length === 0} onChange={setChoice} />
          {error !== null && <Problem error={error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
