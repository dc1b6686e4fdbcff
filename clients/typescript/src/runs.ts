import { answered, type CallOptions, type ChangeOptions, type Connection, callInit } from './connection.ts';
import { everyOne } from './pages.ts';
import type { components } from './schema.ts';
import { type RunDetail, type WatchOptions, watchRun } from './watch.ts';

export type Run = components['schemas']['Run'];
export type RunPlan = components['schemas']['RunPlan'];
export type NewRun = Omit<components['schemas']['NewRun'], 'dryRun'>;

export interface ListRuns extends CallOptions {
  readonly subject?: string;
  readonly status?: Run['status'];
}

export interface WaitOptions extends WatchOptions {
  /** Hears of the run as it is, and each time it changes. */
  readonly onChange?: (run: RunDetail) => void;
}

export const runVerbs = (connection: Connection) => {
  const { http } = connection;
  const path = (run: string) => ({ path: { run } });
  const post = (subject: string, body: components['schemas']['NewRun'], options?: ChangeOptions) =>
    answered<Run | RunPlan>(
      http.POST('/v1/subjects/{subject}/runs', { ...callInit(options), params: { path: { subject } }, body }),
    );

  return {
    /** Personalizes: starts the run of an upload. */
    start: async (subject: string, run: NewRun, options?: ChangeOptions): Promise<Run> =>
      (await post(subject, { ...run, dryRun: false }, options)) as Run,

    /** What the run would do and come to. Nothing is started. */
    plan: async (subject: string, run: NewRun, options?: ChangeOptions): Promise<RunPlan> =>
      (await post(subject, { ...run, dryRun: true }, options)) as RunPlan,

    get: (run: string, options?: CallOptions): Promise<RunDetail> =>
      answered(http.GET('/v1/runs/{run}', { ...callInit(options), params: path(run) })),

    /** Your runs, the newest first. */
    list: ({ subject, status, signal }: ListRuns = {}): AsyncGenerator<Run, void> =>
      everyOne((cursor) => {
        const query = { limit: 100, ...(cursor && { cursor }), ...(subject && { subject }), ...(status && { status }) };
        return answered(http.GET('/v1/runs', { ...callInit({ signal }), params: { query } }));
      }),

    /** Ends it; what its jobs finished stays. */
    cancel: (run: string, options?: ChangeOptions): Promise<Run> =>
      answered(http.POST('/v1/runs/{run}/cancel', { ...callInit(options), params: path(run) })),

    /** A new run of the same photos and settings, which goes on from what was finished. */
    retry: (run: string, options?: ChangeOptions): Promise<Run> =>
      answered(http.POST('/v1/runs/{run}/retry', { ...callInit(options), params: path(run) })),

    /** The run as it is now and each time it changes, to its end. */
    watch: (run: string, options?: WatchOptions): AsyncGenerator<RunDetail, void> => watchRun(connection, run, options),

    /** The run once it is over, however it ended: `status` and `error` say so. */
    async wait(run: string, { onChange, ...options }: WaitOptions = {}): Promise<RunDetail> {
      let last: RunDetail | undefined;
      for await (last of watchRun(connection, run, options)) onChange?.(last);
      return last ?? answered(http.GET('/v1/runs/{run}', { ...callInit(options), params: path(run) }));
    },
  };
};
