import { randomUUID } from 'node:crypto';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { cloudEvent, eventSource } from '../domain/cloud-event.ts';
import { ServiceError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Events } from '../ports/events.ts';

/** Events on an EventBridge bus: `detail-type` is the event's type, `detail` its CloudEvents envelope. */
export function eventBridgeEvents(client: EventBridgeClient, busName: string, clock: Clock): Events {
  return {
    async publish(fact) {
      const event = cloudEvent(fact, randomUUID(), clock.now());
      const entry = {
        EventBusName: busName,
        Source: eventSource,
        DetailType: event.type,
        Detail: JSON.stringify(event),
        Time: new Date(event.time),
      };
      // PutEvents answers 200 for entries that it did not take.
      const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount === 0) return;
      const { ErrorCode = 'no code', ErrorMessage = 'no message' } = Entries[0] ?? {};
      throw new ServiceError('Internal', `The event bus refused ${event.type}: ${ErrorCode}, ${ErrorMessage}.`);
    },
  };
}
