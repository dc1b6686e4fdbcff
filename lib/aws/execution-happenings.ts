import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Happening } from '../domain/state-visits.ts';

interface Visit {
  /** The id of the event by which the state was entered. */
  readonly name: string;
  readonly state: string;
  /** The Parallel or Map that it is in a branch of. */
  readonly parent: Visit | undefined;
  attempts: number;
  /** Whether branches of it run. */
  forked: boolean;
  error: string | null;
}

/** What an event is about, and whether what follows it is inside of that. */
interface Place {
  readonly visit: Visit | undefined;
  readonly inside: boolean;
}

const nowhere: Place = { visit: undefined, inside: false };

/** They begin an attempt. */
const begins: readonly string[] = [
  'TaskScheduled',
  'LambdaFunctionScheduled',
  'ParallelStateStarted',
  'MapStateStarted',
];
const inside: readonly string[] = ['ParallelStateStarted', 'MapStateStarted', 'MapIterationStarted'];
const ends: readonly string[] = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'];
/** Of a state; iterations of a Map are none, and the Map itself fails for them. */
const failure = /^(?!Execution|MapIteration|MapRun).*(?:Failed|TimedOut)$/;

/**
 * What Step Functions' events say of an execution's states. Only the events that a state is entered and left by name it;
 * what the others are about follows from the event before each, which is in the same branch.
 */
export function* happeningsIn(events: Iterable<HistoryEvent>): Generator<Happening> {
  const places = new Map<number, Place>();
  const open: Visit[] = [];
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = '' } = event;
    const before = places.get(previousEventId) ?? nowhere;
    const visit = visitOf(event, before, open);
    places.set(id, { visit, inside: inside.includes(type) });
    if (ends.includes(type)) {
      yield { type: 'ended', failed: type === 'ExecutionFailed', error: errorOf(event) };
    } else if (visit !== undefined) yield* happened(event, visit, before, open);
  }
}

function* happened(event: HistoryEvent, visit: Visit, before: Place, open: Visit[]): Generator<Happening> {
  const { type = '', timestamp = new Date(0) } = event;
  const [at, { name }] = [timestamp.toISOString(), visit];
  if (type.endsWith('StateEntered')) {
    open.push(visit);
    yield { type: 'entered', at, visit: name, parent: visit.parent?.name ?? null, state: visit.state };
  } else if (type.endsWith('StateExited')) {
    open.splice(open.indexOf(visit), 1);
    yield { type: 'exited', at, visit: name };
  } else if (begins.includes(type)) {
    visit.attempts += 1;
    visit.forked = inside.includes(type);
    yield { type: 'tried', visit: name, attempt: visit.attempts };
  } else if (type.endsWith('StateAborted')) {
    visit.forked = false;
    yield { type: 'stopped', visit: name };
  } else if (failure.test(type)) {
    visit.forked = false;
    // A Parallel's failure is the branch's, and says nothing itself.
    visit.error = errorOf(event) ?? before.visit?.error ?? null;
    yield { type: 'failed', visit: name, error: visit.error };
  }
}

function visitOf(event: HistoryEvent, before: Place, open: readonly Visit[]): Visit | undefined {
  const { id, type = '', stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered !== undefined) {
    const parent = before.inside ? before.visit : before.visit?.parent;
    return { name: String(id), state: entered.name ?? '', parent, attempts: 0, forked: false, error: null };
  }
  if (exited !== undefined) {
    return before.visit?.state === exited.name ? before.visit : open.findLast(({ state }) => state === exited.name);
  }
  const ofFork = /^(?:Parallel|Map)/.test(type) && !type.endsWith('StateStarted');
  return ofFork ? forkAround(before.visit) : before.visit;
}

/** The innermost Parallel or Map whose branches run, from a place in one of them. */
function forkAround(visit: Visit | undefined): Visit | undefined {
  for (let at = visit; at !== undefined; at = at.parent) if (at.forked) return at;
  return undefined;
}

/** Each type of event has its details under a name of its own. */
function errorOf(event: HistoryEvent): string | null {
  const details: object | undefined = Object.values(event).find(
    (member) => typeof member === 'object' && member !== null && 'error' in member,
  );
  return details !== undefined && 'error' in details && typeof details.error === 'string' ? details.error : null;
}
