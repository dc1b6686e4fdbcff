import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { InputError, ServiceError } from '../../lib/domain/errors.ts';
import { webhookKey } from '../../lib/domain/keys.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import { secretOf } from '../../lib/domain/webhook-request.ts';
import { later } from '../../lib/domain/webhook-retries.ts';
import type { Webhook, WebhookSecret } from '../../lib/domain/webhooks.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { Posts } from '../../lib/ports/posts.ts';
import { removeDeliveries } from './deliveries.ts';
import { inGoodHealth } from './health.ts';
import { existingHook, hooksOf, notFound, type WebhookReference } from './hooks.ts';
import { checkInput, type WebhookInput } from './input.ts';

type HookPorts = Pick<Ports, 'records' | 'clock'>;
type CheckingPorts = HookPorts & { readonly posts: Pick<Posts, 'check'> };

/** A webhook as it may be shown: of each secret the last four characters. */
export type ShownWebhook = Omit<Webhook, 'secrets'> & {
  readonly secrets: readonly (Omit<WebhookSecret, 'secret'> & { readonly last4: string })[];
};
/** With its newest secret, which is in this answer and in no other. */
export type WebhookWithSecret = ShownWebhook & { readonly secret: string };

/** How long the secret before goes on signing beside a new one, in seconds. */
const overlap = 24 * 60 * 60;

/**
 * Makes a webhook of the tenant; `createdBy` is the user.
 * @param most the quota `webhooks`
 * @throws InputError `WebhookInvalid`, `QuotaExceeded`
 */
export async function create(
  ports: CheckingPorts,
  { tenant, createdBy }: { readonly tenant: string; readonly createdBy: string },
  input: WebhookInput,
  most: number = defaultQuotas.webhooks,
): Promise<WebhookWithSecret> {
  await checkInput(ports.posts, input);
  const createdAt = ports.clock.now();
  const secret = newSecret(createdAt);
  const webhook = {
    hook: ulid(Date.parse(createdAt)),
    url: input.url,
    description: input.description,
    events: [...input.events],
    secrets: [secret],
    enabled: true,
    ...inGoodHealth,
    createdAt,
    createdBy,
  };
  const key = webhookKey(tenant, webhook.hook);
  await ports.records.create({ ...key, ...webhook });
  // Counted afterwards: of any number that are made at once, never more stay than there may be.
  if ((await hooksOf(ports.records, tenant)).length > most) {
    await ports.records.delete(key);
    throw new InputError(
      'QuotaExceeded',
      `There may be ${most} webhooks and no more. Delete one first, or raise the quota.`,
    );
  }
  return { ...shown(webhook), secret: secret.secret };
}

/** A tenant's webhooks, oldest first. */
export async function list({ records }: Pick<Ports, 'records'>, tenant: string): Promise<ShownWebhook[]> {
  return (await hooksOf(records, tenant)).map(shown);
}

/** @throws InputError `WebhookUnknown` */
export async function get({ records }: Pick<Ports, 'records'>, of: WebhookReference): Promise<ShownWebhook> {
  return shown(await existingHook(records, of));
}

/**
 * Changes what is given of it. Enabling it forgets what it was disabled for.
 * @throws InputError `WebhookInvalid`, `WebhookUnknown`
 */
export async function update(
  ports: CheckingPorts,
  of: WebhookReference,
  { enabled, ...input }: Partial<WebhookInput> & { readonly enabled?: boolean },
): Promise<ShownWebhook> {
  await checkInput(ports.posts, input);
  const { url, description, events } = input;
  const changes = {
    ...(url !== undefined && { url }),
    ...(description !== undefined && { description }),
    ...(events !== undefined && { events: [...events] }),
    ...(enabled !== undefined && { enabled }),
    ...(enabled === true && inGoodHealth),
  };
  const changed =
    Object.keys(changes).length === 0 || (await ports.records.update(webhookKey(of.tenant, of.hook), changes));
  if (!changed) throw notFound(of);
  return get(ports, of);
}

/**
 * Gives it a new secret. The one before signs too for a day more; one from before that ends at once, so that rotating
 * twice ends a secret that became known.
 * @throws InputError `WebhookUnknown`
 * @throws ServiceError `RecordConflict` where somebody else does so at the same moment
 */
export async function rotate({ records, clock }: HookPorts, of: WebhookReference): Promise<WebhookWithSecret> {
  const webhook = await existingHook(records, of);
  const now = clock.now();
  const secret = newSecret(now);
  const before = webhook.secrets.slice(0, 1).map((old) => ({ ...old, expiresAt: later(now, overlap) }));
  const secrets = [secret, ...before];
  if (!(await records.update(webhookKey(of.tenant, of.hook), { secrets }, { secrets: webhook.secrets }))) {
    throw new ServiceError('RecordConflict', "The webhook's secret was changed by somebody else at the same moment.");
  }
  return { ...shown({ ...webhook, secrets }), secret: secret.secret };
}

/** Deletes it and its deliveries: nothing more is sent. No error where there is none; again after a failure finishes it. */
export async function remove({ records }: Pick<Ports, 'records'>, of: WebhookReference): Promise<void> {
  await records.delete(webhookKey(of.tenant, of.hook));
  await removeDeliveries(records, of);
}

const newSecret = (createdAt: string): WebhookSecret => ({
  secret: secretOf(randomBytes(32)),
  createdAt,
  expiresAt: null,
});

function shown({ secrets, ...webhook }: Webhook): ShownWebhook {
  return { ...webhook, secrets: secrets.map(({ secret, ...times }) => ({ ...times, last4: secret.slice(-4) })) };
}
