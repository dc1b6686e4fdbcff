/** One time that an execution was in a state of its workflow. */
export interface StateVisit {
  /** Its name, which no two states of a workflow share. */
  readonly state: string;
  /** ISO 8601 in UTC. */
  readonly enteredAt: string;
  /** Null while it is there, and where the execution ended in it. */
  readonly exitedAt: string | null;
  /**
   * `failed` also where the workflow caught the error and went on; `stopped` where something else broke it off: the end
   * of the execution, or another branch that failed.
   */
  readonly status: 'running' | 'succeeded' | 'failed' | 'stopped';
  /** How often its work was tried, from 1. */
  readonly attempts: number;
  /** The name of the error of the last attempt; null where it had none, or nobody says which. */
  readonly error: string | null;
}

/** What happened in an execution, as either home tells it. `visit` is any name for one visit of one state. */
export type Happening =
  /** `parent` is the Parallel or Map that the state is a branch's of; null outside any. */
  | {
      readonly type: 'entered';
      readonly at: string;
      readonly visit: string;
      readonly parent: string | null;
      readonly state: string;
    }
  | { readonly type: 'tried'; readonly visit: string; readonly attempt: number }
  | { readonly type: 'failed'; readonly visit: string; readonly error: string | null }
  | { readonly type: 'stopped'; readonly visit: string }
  | { readonly type: 'exited'; readonly at: string; readonly visit: string }
  /** The whole execution; `failed` says of what, where it did not succeed and nobody stopped it. */
  | { readonly type: 'ended'; readonly failed: boolean; readonly error: string | null };

type Known = { -readonly [K in keyof StateVisit]: StateVisit[K] } & { readonly parent: string | null };

/** The visits that things made which happened one after another, in the order in which the states were entered. */
export function visitsOf(happenings: Iterable<Happening>): StateVisit[] {
  const visits = new Map<string, Known>();
  let over = false;
  for (const happening of happenings) {
    if (happening.type === 'entered') visits.set(happening.visit, newVisit(happening));
    else if (happening.type === 'ended') {
      over = true;
      end(visits, happening);
    } else {
      const visit = visits.get(happening.visit);
      if (visit !== undefined) change(visits, visit, happening);
    }
  }
  if (!over) for (const visit of toTryAgain(visits)) visit.status = 'running';
  return [...visits.values()].map(({ parent: _parent, ...visit }) => visit);
}

/** What failed and was not left, in a workflow that goes on, will be tried again. */
const toTryAgain = (visits: ReadonlyMap<string, Known>): Known[] =>
  [...visits.values()].filter(
    ({ exitedAt, status, parent }) =>
      exitedAt === null && status === 'failed' && (parent === null || visits.get(parent)?.status === 'running'),
  );

const newVisit = ({ state, at, parent }: Happening & { type: 'entered' }): Known => ({
  ...{ state, enteredAt: at, exitedAt: null, status: 'running', attempts: 1, error: null, parent },
});

type OfVisit = Exclude<Happening, { type: 'entered' | 'ended' }>;

function change(visits: ReadonlyMap<string, Known>, visit: Known, happening: OfVisit): void {
  switch (happening.type) {
    case 'tried':
      visit.attempts = Math.max(visit.attempts, happening.attempt);
      visit.status = 'running';
      return;
    case 'failed':
      visit.status = 'failed';
      visit.error = happening.error;
      // Its branches are broken off with it.
      for (const [name, other] of visits) if (isOpen(other) && isUnder(visits, name, happening.visit)) stop(other);
      return;
    case 'stopped':
      stop(visit);
      return;
    case 'exited':
      visit.exitedAt = happening.at;
      if (visit.status === 'failed') return;
      visit.status = 'succeeded';
      visit.error = null;
  }
}

/** Whatever is open at the end stays open; of a failure that no state told of, the last state is the one. */
function end(visits: ReadonlyMap<string, Known>, { failed, error }: Happening & { type: 'ended' }): void {
  const open = [...visits.values()].filter(isOpen);
  const told = open.some(({ status }) => status === 'failed');
  const last = open.findLast(({ status }) => status === 'running');
  if (failed && !told && last !== undefined) {
    last.status = 'failed';
    last.error = error;
  }
  for (const visit of open) stop(visit);
}

const isOpen = ({ exitedAt }: Known): boolean => exitedAt === null;

function stop(visit: Known): void {
  if (visit.status === 'running') visit.status = 'stopped';
}

function isUnder(visits: ReadonlyMap<string, Known>, visit: string, ancestor: string): boolean {
  for (let at = visits.get(visit)?.parent ?? null; at !== null; at = visits.get(at)?.parent ?? null) {
    if (at === ancestor) return true;
  }
  return false;
}
