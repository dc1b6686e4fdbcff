import type { CloudEvent } from './cloud-event.ts';

/** What a webhook may be. Lengths are in characters. */
export const webhookLimits = { url: 2048, description: 200, events: 20 } as const;

/** Every type of event that a tenant can subscribe to. */
export const eventTypes = [
  'dev.likeness.run.succeeded',
  'dev.likeness.run.kept-base',
  'dev.likeness.run.failed',
  'dev.likeness.run.cancelled',
  'dev.likeness.webhook.disabled',
] as const;

/** What a test of a webhook sends, whatever it subscribes to. */
export const pingType = 'dev.likeness.ping';

/** What is published about a webhook that was disabled for one of the reasons below. */
export const disabledType = 'dev.likeness.webhook.disabled' satisfies (typeof eventTypes)[number];

export type WebhookSecret = {
  /** `whsec_` and 32 random bytes in base64. */
  secret: string;
  createdAt: string;
  /** Null for the newest. One that was rotated out signs until then. */
  expiresAt: string | null;
};

/** Why we disabled it: its receiver said that it is gone for good, or nothing has reached it for days. */
export type DisabledReason = 'gone' | 'failing';

/** A tenant's wish to be told of events. Times are ISO 8601 in UTC. */
export interface Webhook {
  /** A ULID. */
  readonly hook: string;
  readonly url: string;
  readonly description: string;
  /** Types of events, prefixes like `dev.likeness.run.*`, or `*`. */
  readonly events: string[];
  /** Newest first, and at most two. */
  readonly secrets: WebhookSecret[];
  readonly enabled: boolean;
  /** Null also where the tenant disabled it. */
  readonly disabledReason: DisabledReason | null;
  /** Attempts that failed since the last one that did not, and when the first of them was. */
  readonly failures: number;
  readonly failingSince: string | null;
  readonly createdAt: string;
  /** The user who made it. */
  readonly createdBy: string;
}

export type Attempt = {
  at: string;
  /** Of the answer; null where there was none. */
  status: number | null;
  milliseconds: number;
  /** Why there was no answer, for example `TargetTimeout`. */
  error: string | null;
};

/**
 * `pending` is tried (again) at `nextAt`; `delivered`; `dead`: every attempt of the schedule failed; `failed`: it was
 * given up before, since the webhook is disabled or its receiver gone.
 */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'dead';

/** One event on its way to one webhook. */
export interface Delivery {
  /** A ULID. */
  readonly delivery: string;
  readonly hook: string;
  readonly event: CloudEvent;
  readonly status: DeliveryStatus;
  readonly attempts: Attempt[];
  readonly nextAt: string | null;
  readonly createdAt: string;
  /** When the record may be forgotten, in whole seconds since 1970. */
  readonly expiresAt: number;
}

/** The secrets that sign at this time. */
export const secretsAt = (secrets: readonly WebhookSecret[], now: string): string[] =>
  secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map(({ secret }) => secret);

/** The tenant that an event is about, which its subject `tenants/{t}/...` names; undefined for an event about none. */
export const tenantOf = (subject: string): string | undefined => /^tenants\/([^/]+)\//.exec(subject)?.[1];

/** Whether a webhook with these `events` is told of events of this type. */
export const isWanted = (events: readonly string[], type: string): boolean =>
  events.some((wanted) => (wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted));

/** Whether a webhook can ask for it: a type that there is, `*`, or a prefix up to a dot that some type has. */
export function isEventPattern(wanted: string): boolean {
  const wellFormed = wanted === '*' || /^[a-z.-]+(\.\*)?$/.test(wanted);
  return wellFormed && eventTypes.some((type) => isWanted([wanted], type));
}
