import { InputError } from '../../lib/domain/errors.ts';
import { eventTypes, isEventPattern, webhookLimits } from '../../lib/domain/webhooks.ts';
import type { Posts } from '../../lib/ports/posts.ts';

/** What the user says of a webhook. */
export interface WebhookInput {
  readonly url: string;
  /** Types of events, prefixes like `dev.likeness.run.*`, or `*`. */
  readonly events: readonly string[];
  readonly description: string;
}

/** @throws InputError `WebhookInvalid` for what can't be a webhook, of the members that are given */
export async function checkInput(
  posts: Pick<Posts, 'check'>,
  { url, events, description }: Partial<WebhookInput>,
): Promise<void> {
  if (events !== undefined) checkEvents(events);
  if (description !== undefined && description.length > webhookLimits.description) {
    refuse(`A webhook's description has at most ${webhookLimits.description} characters.`);
  }
  if (url !== undefined) await posts.check(url);
}

function checkEvents(events: readonly string[]): void {
  if (events.length === 0 || events.length > webhookLimits.events) {
    refuse(`A webhook asks for 1 to ${webhookLimits.events} types of events; '*' is all of them.`);
  }
  const unknown = events.find((wanted) => !isEventPattern(wanted));
  if (unknown === undefined) return;
  refuse(
    `There are no events '${unknown}'. There are ${eventTypes.join(', ')}, prefixes like dev.likeness.run.*, and *.`,
  );
}

function refuse(message: string): never {
  throw new InputError('WebhookInvalid', message);
}
