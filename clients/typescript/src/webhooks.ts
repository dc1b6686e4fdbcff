import { Webhook } from 'standardwebhooks';

/** What a webhook tells: a CloudEvent 1.0, for example of type `dev.likeness.run.succeeded`. */
export interface CloudEvent<Data = Record<string, unknown>> {
  readonly specversion: '1.0';
  /** The same however often it is delivered. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** What it is about: `tenants/{tenant}/runs/{run}`. */
  readonly subject: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Data;
}

/** Why a request is not to be believed. */
export type WebhookRefusal =
  | 'header-missing'
  | 'timestamp-invalid'
  | 'timestamp-too-old'
  | 'timestamp-too-new'
  | 'signature-mismatch'
  | 'body-invalid'
  | 'secret-invalid';

export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

type HeaderValues = { readonly [name: string]: string | readonly string[] | undefined };

export type VerifyWebhookOptions = {
  /** As it was received, byte for byte: not parsed and written anew. */
  readonly body: string | Uint8Array;
  /** Of the request: `Headers`, or an object as Node.js and most frameworks have it. */
  readonly headers: { get(name: string): string | null } | HeaderValues;
  /** How far the request's time may be from this machine's, in seconds; 300 unless given. */
  readonly toleranceSeconds?: number;
} & (
  | { readonly secret: string }
  /** One of these signed it, for receivers that know the new secret and the old. */
  | { readonly secrets: readonly string[] }
);

/**
 * The event that a request carries, once it is certain that who knows the secret sent it, and lately.
 * @throws WebhookError with a `reason`: answer 400 and do nothing
 */
export function verifyWebhook(options: VerifyWebhookOptions): CloudEvent {
  const { body, headers, toleranceSeconds = 300 } = options;
  const secrets = 'secret' in options ? [options.secret] : options.secrets;
  const id = headerOf(headers, 'webhook-id');
  const sentAt = timeOf(headerOf(headers, 'webhook-timestamp'), toleranceSeconds);
  const signatures = headerOf(headers, 'webhook-signature').split(' ');
  const text = textOf(body);
  const expected = signersOf(secrets).map((signer) => signer.sign(id, sentAt, text));
  // Every pair is compared, and each as long as any other: how long it takes says nothing of a signature.
  const matches = expected.flatMap((right) => signatures.map((given) => isEqual(given, right)));
  if (!matches.includes(true)) {
    throw new WebhookError('signature-mismatch', 'No signature of the request is of this secret and this body.');
  }
  return eventOf(text);
}

function headerOf(headers: VerifyWebhookOptions['headers'], name: string): string {
  const value = isHeaders(headers) ? headers.get(name) : ownHeader(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookError('header-missing', `The request has no header ${name}, or has it more than once.`);
}

const isHeaders = (headers: VerifyWebhookOptions['headers']): headers is { get(name: string): string | null } =>
  typeof headers.get === 'function';

function ownHeader(headers: HeaderValues, name: string): string | undefined {
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  return values.length === 1 ? values[0] : undefined;
}

function timeOf(timestamp: string, tolerance: number): Date {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookError('timestamp-invalid', 'The header webhook-timestamp is not a number of seconds.');
  }
  const age = Date.now() / 1000 - Number(timestamp);
  if (age > tolerance) throw new WebhookError('timestamp-too-old', `The request was sent ${Math.round(age)} s ago.`);
  if (age < -tolerance) {
    throw new WebhookError('timestamp-too-new', `The request was sent in ${Math.round(-age)} s: is this clock right?`);
  }
  return new Date(Number(timestamp) * 1000);
}

function textOf(body: string | Uint8Array): string {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new WebhookError('body-invalid', 'The body is not UTF-8.');
  }
}

function signersOf(secrets: readonly string[]): Webhook[] {
  try {
    if (secrets.length > 0) return secrets.map((secret) => new Webhook(secret));
  } catch {
    // said below
  }
  throw new WebhookError('secret-invalid', 'A secret is whsec_ and base64, as it was shown when it was made.');
}

/** Looks at every character, whatever the first ones are. */
function isEqual(given: string, right: string): boolean {
  let difference = given.length ^ right.length;
  for (let index = 0; index < right.length; index += 1) difference |= given.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}

function eventOf(text: string): CloudEvent {
  const event = parsed(text) as Partial<CloudEvent> | null;
  const texts = [event?.id, event?.source, event?.type, event?.subject, event?.time];
  if (event?.specversion === '1.0' && texts.every((member) => typeof member === 'string')) return event as CloudEvent;
  throw new WebhookError('body-invalid', 'The body is not a CloudEvent 1.0.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
