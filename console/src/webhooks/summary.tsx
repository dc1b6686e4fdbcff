import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { principalText } from '../formats/principals.ts';
import { moment } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { Status } from '../parts/status.tsx';
import { eventsText } from './events.ts';
import { type Webhook, webhookState } from './states.ts';

const secretText = ({ last4, createdAt, expiresAt }: Webhook['secrets'][number]): string =>
  expiresAt === null
    ? `Ends in ${last4}, made ${moment(createdAt)}`
    : `Ends in ${last4}, the one before, signs until ${moment(expiresAt)}`;

/** The facts of a webhook at a glance. */
export function WebhookSummary({ webhook }: { webhook: Webhook }) {
  const secrets = webhook.secrets.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > Date.now());
  return (
    <Panel title="Summary">
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <Status of={webhookState(webhook)} /> },
          { label: 'Told of', value: eventsText(webhook.events) },
          {
            label: secrets.length === 1 ? 'Secret' : 'Secrets',
            value: secrets.map((secret) => <div key={secret.createdAt}>{secretText(secret)}</div>),
          },
          { label: 'Created', value: `${moment(webhook.createdAt)}, by ${principalText(webhook.createdBy)}` },
        ]}
      />
    </Panel>
  );
}
