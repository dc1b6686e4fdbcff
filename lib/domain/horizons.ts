/** What a deletion can't reach, and until when it is there. */
export interface Horizon {
  /** Stays the same between versions. */
  readonly store: string;
  /** What of a deleted subject is in it. */
  readonly holds: string;
  /** From the deletion on; null where nobody can say. */
  readonly days: number | null;
}

/** How a home forgets. */
export interface Forgetting {
  /**
   * What was under way when a deletion was asked for may write for so long: a request, a function, a training job that is
   * being stopped, a form to post photos to. A deletion looks once more after that, before it is done.
   */
  readonly lateSeconds: number;
  readonly horizons: readonly Horizon[];
}

/** Forms are good for an hour; functions end within a quarter of an hour, and so do jobs that are stopped. */
export const cloudForgetting: Forgetting = {
  lateSeconds: 3900,
  horizons: [
    { store: 'dynamodb-backups', holds: "records, in the table's point-in-time backups", days: 35 },
    { store: 's3-uploads', holds: 'parts of an upload that was broken off', days: 1 },
    { store: 's3-access-logs', holds: 'addresses of objects, and who read them when', days: 90 },
    { store: 'step-functions', holds: 'input, output and history of executions: addresses and names', days: 90 },
    { store: 'cloudwatch-logs', holds: 'log lines of functions and of the shared endpoint: names', days: 90 },
    { store: 'cloudwatch-metrics', holds: 'training losses, by the names of jobs', days: 455 },
    { store: 'queues', holds: 'events that could not be handled: addresses and names', days: 14 },
    { store: 'sagemaker-jobs', holds: 'descriptions of training jobs: settings, addresses and tags', days: null },
    { store: 'dedicated-endpoint-logs', holds: "log lines of a subject's own endpoint, where it had one", days: null },
  ],
};

/** Here what runs is waited for, so that there is only a request to outlast. */
export const localForgetting: Forgetting = {
  lateSeconds: 60,
  horizons: [
    { store: 'disk', holds: 'blocks that were freed, until they are written over', days: null },
    {
      store: 'server-log',
      holds: "names of adapters in the embedding server's log, until that is removed",
      days: null,
    },
    { store: 'own-copies', holds: 'what personalize wrote to a folder of your own, and your own backups', days: null },
  ],
};
