import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { Likeness } from '@likeness/client';
import { useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { EventField } from './event-field.tsx';
import { choiceOf, type EventChoice, eventsOf } from './events.ts';
import type { Webhook, WebhookWithSecret } from './states.ts';

interface WebhookDialogProps {
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

/** Where to send, and what. */
export function WebhookDialog({ webhook, onSaved, onClose }: WebhookDialogProps) {
  const { likeness } = useService();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [choice, setChoice] = useState<EventChoice>(choiceOf(webhook?.events ?? ['*']));
  const [tried, setTried] = useState(false);
  const events = eventsOf(choice);
  const isWhole = URL.canParse(url.trim());

  async function send(): Promise<void> {
    setTried(true);
    if (!isWhole || events.length === 0) return;
    onSaved(await save(likeness, webhook, { url: url.trim(), description: description.trim(), events }));
  }

  return (
    <FormDialog
      title={webhook === null ? 'Make a webhook' : 'Change the webhook'}
      confirm={webhook === null ? 'Make it' : 'Save'}
      send={send}
      onClose={onClose}
    >
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
      <FormField label="Description" description="For you alone, if you like." constraintText="200 characters at most.">
        <Input value={description} onChange={({ detail }) => setDescription(detail.value.slice(0, 200))} />
      </FormField>
      <EventField choice={choice} missing={tried && events.length === 0} onChange={setChoice} />
    </FormDialog>
  );
}
