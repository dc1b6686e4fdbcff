import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { navigate } from '../routing/address.ts';
import { setEnabled } from './enable.ts';
import { SecretShown } from './secret-shown.tsx';
import type { Webhook, WebhookWithSecret } from './states.ts';
import { WebhookDialog } from './webhook-form.tsx';

type Action = 'edit' | 'rotate' | 'disable' | 'delete';

interface WebhookActionsProps {
  readonly webhook: Webhook;
  readonly onSent: () => void;
  readonly onChanged: () => void;
}

/** What can be done with a webhook. */
export function WebhookActions({ webhook, onSent, onChanged }: WebhookActionsProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState<Action | null>(null);
  const [testing, test] = useDoing();
  const [rotated, setRotated] = useState<WebhookWithSecret | null>(null);
  const { hook, enabled } = webhook;
  const params = { path: { webhook: hook } };
  const close = () => setAsked(null);

  async function sendTest(): Promise<void> {
    await answerTo(likeness.http.POST('/v1/webhooks/{webhook}/test', { params }));
    onSent();
  }

  async function rotate(): Promise<void> {
    setRotated(await answerTo(likeness.http.POST('/v1/webhooks/{webhook}/rotate', { params })));
    onChanged();
  }

  async function disable(): Promise<void> {
    await setEnabled(likeness, hook, false);
    notices.succeeded('The webhook is disabled.');
    onChanged();
  }

  async function remove(): Promise<void> {
    await answerTo(likeness.http.DELETE('/v1/webhooks/{webhook}', { params }));
    navigate('/webhooks', { replace: true });
    notices.succeeded('The webhook is deleted.');
  }

  return (
    <>
      <SpaceBetween size="xs" direction="horizontal">
        <ButtonDropdown
          items={[
            { id: 'rotate', text: 'Rotate the secret' },
            { id: 'disable', text: 'Disable', disabled: !enabled },
            { id: 'delete', text: 'Delete' },
          ]}
          onItemClick={({ detail }) => setAsked(detail.id as Action)}
        >
          More
        </ButtonDropdown>
        <Button onClick={() => setAsked('edit')}>Change</Button>
        <Button
          variant="primary"
          loading={testing}
          disabled={!enabled}
          disabledReason="Enable the webhook first."
          onClick={() => void test(sendTest)}
        >
          Send a test
        </Button>
      </SpaceBetween>
      {asked === 'edit' && (
        <WebhookDialog
          webhook={webhook}
          onClose={close}
          onSaved={() => {
            notices.succeeded('The webhook is changed.');
            close();
            onChanged();
          }}
        />
      )}
      {asked === 'rotate' && (
        <Confirmation title="Rotate the secret?" confirm="Rotate it" act={rotate} onClose={close}>
          A new secret is made and shown once. For 24 hours the one of now signs beside it, so that a receiver which
          knows either believes the requests. Rotating again within that time ends the oldest at once.
        </Confirmation>
      )}
      {asked === 'disable' && (
        <Confirmation title="Disable the webhook?" confirm="Disable it" act={disable} onClose={close}>
          Nothing is sent to it until it is enabled again, and what happens meanwhile is not made up for. What waits to
          be sent is given up.
        </Confirmation>
      )}
      {asked === 'delete' && (
        <Confirmation title="Delete the webhook?" confirm="Delete it" act={remove} onClose={close}>
          Nothing more is sent to {webhook.url}. Its secret and the list of what was sent go with it. This can't be
          undone.
        </Confirmation>
      )}
      {rotated !== null && (
        <SecretShown webhook={rotated} onClose={() => setRotated(null)}>
          This is the new secret. It is shown this once. Give it to your receiver within 24 hours: until then the one
          before signs beside it.
        </SecretShown>
      )}
    </>
  );
}
