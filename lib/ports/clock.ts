export interface Clock {
  /** The time now, as ISO 8601 in UTC. */
  now(): string;
}

/** The clock of the machine that runs this; the same in both homes. */
export const systemClock: Clock = { now: () => new Date().toISOString() };
