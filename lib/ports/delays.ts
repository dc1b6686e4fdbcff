import type { Json } from '../domain/digest.ts';

/** A queue of messages to come back to this program's functions. */
export interface Delays {
  /**
   * Has the message come after so many seconds, at least once, even if everything stops meanwhile. Where a home can't
   * wait so long (a quarter of an hour is the cloud's most) it comes sooner: who gets it looks whether it is time.
   */
  later(message: Json, seconds: number): Promise<void>;
}
