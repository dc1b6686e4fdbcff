import type { CaptionWriter } from './captions.ts';
import type { Clock } from './clock.ts';
import type { Delays } from './delays.ts';
import type { Endpoints } from './endpoints.ts';
import type { Events } from './events.ts';
import type { Executions } from './executions.ts';
import type { JobLogs } from './job-logs.ts';
import type { Models } from './models.ts';
import type { ObjectStore } from './objects.ts';
import type { Posts } from './posts.ts';
import type { Records } from './records.ts';
import type { Transfers } from './transfers.ts';

/** Everything outside the domain. A handler takes the few it needs: `Pick<Ports, 'objects' | 'clock'>`. */
export interface Ports {
  readonly objects: ObjectStore;
  readonly records: Records;
  readonly endpoints: Endpoints;
  readonly executions: Executions;
  readonly events: Events;
  readonly models: Models;
  /** Null where no language model writes captions. */
  readonly captions: CaptionWriter | null;
  readonly jobLogs: JobLogs;
  readonly clock: Clock;
}

/** What the service needs besides, which answers the world and tells it things. */
export interface ServicePorts extends Ports {
  readonly transfers: Transfers;
  /** Whose messages `functions/webhook-send` gets. */
  readonly delays: Delays;
  /** Whose messages `functions/deletion` gets. */
  readonly deletions: Delays;
  readonly posts: Posts;
}

export type { Clock, Delays, Endpoints, Events, Executions, JobLogs, Models, ObjectStore, Posts, Records, Transfers };
