import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { principalText } from '../formats/principals.ts';
import { moment } from '../formats/time.ts';
import { eventsText } from './events.ts';
import { type Webhook, webhookState } from './states.ts';

const secretText = ({ last4, createdAt, expiresAt }: Webhook['secrets'][number]): string =>
  expiresAt === null
    ? `Ends in ${last4}, made ${moment(createdAt)}`
    : `Ends in ${last4}, the one before, signs until ${moment(expiresAt)}`;

/** The facts of a webhook at a glance. */
export function WebhookSummary({ webhook }: { webhook: Webhook }) {
  const { type, text } = webhookState(webhook);
  const secrets = webhook.secrets.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > Date.now());
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <StatusIndicator type={type}>{text}</StatusIndicator> },
          { label: 'Told of', value: eventsText(webhook.events) },
          {
            label: secrets.length === 1 ? 'Secret' : 'Secrets',
            value: secrets.map((secret) => <div key={secret.createdAt}>{secretText(secret)}</div>),
          },
          { label: 'Created', value: `${moment(webhook.createdAt)}, by ${principalText(webhook.createdBy)}` },
        ]}
      />
    </Container>
  );
}
