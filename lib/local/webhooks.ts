import { create as createFanOut } from '../../functions/webhook-fan-out/handler.ts';
import { create as createSend } from '../../functions/webhook-send/handler.ts';
import type { Home } from '../domain/home.ts';
import type { Delays } from '../ports/delays.ts';
import type { Ports } from '../ports/index.ts';
import type { Posts } from '../ports/posts.ts';
import { sqliteDelays } from './delays.ts';
import { followEvents } from './event-follower.ts';
import type { SqliteEvents } from './events.ts';

/** The webhooks of one machine, at work. */
export interface LocalWebhooks {
  /** Where redelivery and tests queue what they send. */
  readonly delays: Delays;
  /** Nothing is sent afterwards. Returns within about a second; what was under way goes on with the next start. */
  close(): Promise<void>;
}

/**
 * Sends what this machine's events say to whoever subscribed. The file at `path` keeps what is to be sent when.
 * @param report told of what failed on our side, which is tried again
 */
export function startWebhooks(
  ports: Pick<Ports, 'records' | 'clock'> & { readonly events: SqliteEvents; readonly posts: Posts },
  home: Home,
  path: string,
  report: (error: unknown) => void,
): LocalWebhooks {
  const delays = sqliteDelays(path, ports.clock);
  const fanOut = createFanOut({ ...ports, delays }, home);
  delays.start(createSend({ ...ports, delays }, home), report);
  // The envelope is the bus's, as in the cloud.
  const unfollow = followEvents(ports.events, path, (detail) => fanOut({ detail }), report);
  return {
    delays,
    async close() {
      await unfollow();
      await delays.close();
    },
  };
}
