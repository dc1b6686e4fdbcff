import { createHmac } from 'node:crypto';
import type { CloudEvent } from './cloud-event.ts';
import { canonicalJson } from './digest.ts';

/** What goes over the wire. */
export interface WebhookRequest {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const secretPrefix = 'whsec_';

/** A secret of these 32 bytes, as receivers' libraries take it. */
export const secretOf = (bytes: Uint8Array): string => `${secretPrefix}${Buffer.from(bytes).toString('base64')}`;

/**
 * The event as a CloudEvent in structured mode, signed with every secret by Standard Webhooks. The id and the body are
 * the same whenever it is sent; the timestamp, and so the signature, is of this attempt.
 */
export function webhookRequest(event: CloudEvent, secrets: readonly string[], now: string): WebhookRequest {
  const id = `msg_${event.id}`;
  const timestamp = Math.floor(Date.parse(now) / 1000);
  // A table may give members back in any order; sorted, they are the same bytes each time.
  const body = canonicalJson({ ...event });
  const signatures = secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`);
  return {
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

const signature = (secret: string, content: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(secretPrefix.length), 'base64'))
    .update(content)
    .digest('base64');
