import type { Json } from './digest.ts';

/** A fact in the envelope of CloudEvents 1.0: `source` and `id` together name it, whatever delivers it twice. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  /** Reverse-DNS, for example `dev.likeness.run.succeeded`. */
  readonly type: string;
  readonly subject: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: { [key: string]: Json };
}

/** What all of our events come from; EventBridge rules match on it. */
export const eventSource = 'dev.likeness';

/** Puts the envelope around a fact. */
export function cloudEvent(fact: Pick<CloudEvent, 'type' | 'subject' | 'data'>, id: string, time: string): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: eventSource,
    type: fact.type,
    subject: fact.subject,
    time,
    datacontenttype: 'application/json',
    data: fact.data,
  };
}
