import type { Home } from '../../lib/domain/home.ts';
import { webhookRequest } from '../../lib/domain/webhook-request.ts';
import { isGone, later, secondsBetween, settleAttempt } from '../../lib/domain/webhook-retries.ts';
import { type Attempt, type Delivery, secretsAt, type Webhook } from '../../lib/domain/webhooks.ts';
import type { Delays } from '../../lib/ports/delays.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { PostOutcome, Posts } from '../../lib/ports/posts.ts';
import { type DeliveryReference, deliveryReference, keyOf, readDelivery } from '../webhooks/deliveries.ts';
import { disable, noteFailure, noteSuccess } from '../webhooks/health.ts';
import { readHook } from '../webhooks/hooks.ts';

type SendPorts = Pick<Ports, 'records' | 'events' | 'clock'> & { readonly delays: Delays; readonly posts: Posts };

/** How long one sender has a delivery to itself, in seconds: longer than a post may take. */
const lease = 30;

/**
 * Makes the delivery's next attempt if it is due, and asks to be called for the one after.
 *
 * A message says only that there may be something to do; the record says whether and when. So messages may come twice,
 * early or late; one whose handling failed is to be handed over again.
 */
export function create(ports: SendPorts, _home: Home) {
  return async (message: unknown): Promise<void> => {
    const of = deliveryReference.parse(message);
    const delivery = await readDelivery(ports.records, of);
    const hook = await readHook(ports.records, of);
    if (hook === undefined || delivery?.status !== 'pending' || delivery.nextAt === null) return;
    if (!hook.enabled) {
      await ports.records.update(keyOf(of), { status: 'failed', nextAt: null }, { status: 'pending' });
      return;
    }
    const nextAt = await attemptWhenDue(ports, of, delivery, delivery.nextAt, hook);
    if (nextAt !== null) await ports.delays.later({ ...of }, Math.max(0, secondsBetween(ports.clock.now(), nextAt)));
  };
}

/** When to look at the delivery again; null: it is over. */
async function attemptWhenDue(
  ports: SendPorts,
  of: DeliveryReference,
  delivery: Delivery,
  due: string,
  hook: Webhook,
): Promise<string | null> {
  const now = ports.clock.now();
  if (due > now) return due;
  const leased = { status: 'pending', nextAt: later(now, lease) };
  // Where it can't be had, another sender has it, or this one does and was never told: by then it is clear.
  if (!(await ports.records.update(keyOf(of), leased, { status: 'pending', nextAt: due }))) return leased.nextAt;
  const { outcome, attempt } = await attemptNow(ports, delivery, hook);
  const retryAfter = 'status' in outcome ? outcome.retryAfter : null;
  const settled = settleAttempt(delivery, attempt, retryAfter, ports.clock.now());
  await ports.records.update(keyOf(of), { attempts: [...delivery.attempts, attempt], ...settled }, leased);
  if (settled.status === 'delivered') await noteSuccess(ports, of, hook);
  else await noteFailure(ports, of, { at: attempt.at, died: settled.status === 'dead' });
  if (isGone(attempt.status)) await disable(ports, of, hook, 'gone');
  return settled.nextAt;
}

async function attemptNow(
  { posts, clock }: SendPorts,
  { event }: Delivery,
  { url, secrets }: Webhook,
): Promise<{ readonly outcome: PostOutcome; readonly attempt: Attempt }> {
  const at = clock.now();
  const outcome = await posts.post(url, webhookRequest(event, secretsAt(secrets, at), at));
  const status = 'status' in outcome ? outcome.status : null;
  const error = 'error' in outcome ? outcome.error : null;
  const milliseconds = Math.max(0, Math.round(1000 * secondsBetween(at, clock.now())));
  return { outcome, attempt: { at, status, milliseconds, error } };
}
