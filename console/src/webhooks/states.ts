import type { components } from '@likeness/client';
import type { Shown } from '../parts/shown.ts';

export type Webhook = components['schemas']['Webhook'];
export type WebhookWithSecret = components['schemas']['WebhookWithSecret'];
export type Delivery = components['schemas']['Delivery'];
export type Attempt = Delivery['attempts'][number];

export function webhookState({ enabled, disabledReason, failures }: Webhook): Shown {
  if (!enabled && disabledReason !== null) return { text: 'Disabled by us', type: 'error' };
  if (!enabled) return { text: 'Disabled', type: 'stopped' };
  return failures === 0
    ? { text: 'Enabled', type: 'success' }
    : { text: failures === 1 ? 'The last attempt failed' : `The last ${failures} attempts failed`, type: 'warning' };
}

const inOrder = {
  pending: { text: 'On its way', type: 'in-progress' },
  delivered: { text: 'Delivered', type: 'success' },
  failed: { text: 'Given up', type: 'stopped' },
  dead: { text: 'Not delivered', type: 'error' },
} as const satisfies Record<Delivery['status'], Shown>;

export const deliveryStates: Readonly<Record<Delivery['status'], Shown>> = inOrder;
export const deliveryStatusNames = Object.keys(inOrder) as Delivery['status'][];

export const deliveryState = ({ status, attempts }: Delivery): Shown =>
  status === 'pending' && attempts.length > 0 ? { text: 'To be tried again', type: 'pending' } : deliveryStates[status];

const failures: Readonly<Record<string, string>> = {
  TargetForbidden: 'The address is one that nothing is sent to',
  TargetUnreachable: 'Nothing answers at the address',
  TargetTimeout: 'No answer within ten seconds',
  TlsFailed: 'The certificate is not valid for the name',
  AnswerInvalid: 'What answered does not speak HTTP',
};

export function attemptState({ status }: Attempt): Shown {
  const hasArrived = status !== null && status >= 200 && status < 300;
  return hasArrived ? { text: 'Arrived', type: 'success' } : { text: 'Failed', type: 'error' };
}

/** What became of one attempt. */
export function attemptText({ status, error }: Attempt): string {
  if (status === null) return failures[error ?? ''] ?? error ?? 'No answer';
  if (status === 410) return 'Answered 410: gone for good';
  if (status >= 300 && status < 400) return `Answered ${status}: redirects are not followed`;
  return `Answered ${status}`;
}

/** A name for a person: its description, else where it is. */
export function webhookName({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  if (description !== '') return description;
  return URL.canParse(url) ? new URL(url).host : url;
}
