export interface Clock {
  /** The time now, as ISO 8601 in UTC. */
  now(): string;
}
