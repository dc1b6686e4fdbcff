import type { Json } from '../domain/digest.ts';

/** A fact about a run, for whoever listens (EventBridge in the cloud). */
export interface DomainEvent {
  /** Reverse-DNS, for example `dev.likeness.run.succeeded`. */
  readonly type: string;
  /** What it is about: `tenants/{t}/runs/{run}`. */
  readonly subject: string;
  readonly data: { [key: string]: Json };
}

export interface Events {
  publish(event: DomainEvent): Promise<void>;
}
