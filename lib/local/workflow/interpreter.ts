import type { Json } from '../../domain/digest.ts';
import { timestampOf } from './choice.ts';
import { runtimeFailure, withinLimit } from './failures.ts';
import { fork } from './fork.ts';
import type { Journal } from './journal.ts';
import type {
  ChoiceState,
  FailState,
  Filter,
  Machine,
  MapState,
  ParallelState,
  PassState,
  State,
  TaskState,
  WaitState,
  WorkingState,
} from './machine.ts';
import type { Expression, Scope } from './paths.ts';
import { errorOutput, matches, type Retrier, RetryCounts } from './retry.ts';
import { StateFailure, type TaskRunner } from './task.ts';
import { callTask } from './task-attempt.ts';
import { sleep } from './timing.ts';

/** What an execution brings to the interpretation of its states. */
export interface Surroundings {
  readonly name: string;
  /** `$$.Execution` and `$$.StateMachine`. */
  readonly context: { readonly [member: string]: Json };
  readonly journal: Journal;
  readonly run: TaskRunner;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What retry intervals and waits are multiplied by. */
  readonly timeScale: number;
}

/** A machine under way: where it is, what breaks it off, and the Map item it is about. */
interface Place {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly item: { readonly [member: string]: Json };
}

/** A state that has been entered. */
interface Visit<S extends State> {
  readonly state: S;
  readonly path: string;
  readonly place: Place;
  readonly entered: string;
  /** The input as it came. */
  readonly raw: Json;
}

interface Attempt {
  readonly path: string;
  readonly retries: number;
  /** The input after `InputPath`. */
  readonly input: Json;
}

interface Step {
  readonly output: Json;
  readonly next: string | undefined;
}

/** Step Functions' own limit for a Map that sets none. */
const widestMap = 40;
/** So many states run before timers and signals get their turn. */
const statesPerTurn = 64;

/**
 * Runs a machine. All it does that is not a pure function of its input goes through the journal, under a path that
 * does not depend on the order in which branches take their turns; so a second run over the same journal repeats
 * the first as far as it went, and goes on from there.
 */
export class Interpreter {
  readonly #around: Surroundings;
  #entered = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @throws StateFailure when the execution fails, or the signal's reason */
  async run(machine: Machine, input: Json, signal: AbortSignal): Promise<Json> {
    return this.#runMachine(machine, input, { path: '', signal, item: {} });
  }

  async #runMachine(machine: Machine, input: Json, place: Place): Promise<Json> {
    const entries = new Map<string, number>();
    let step: Step = { output: input, next: machine.startAt };
    while (step.next !== undefined) {
      const state = machine.states.get(step.next) as State;
      const entry = (entries.get(state.name) ?? 0) + 1;
      entries.set(state.name, entry);
      step = await this.#enter(state, `${place.path}/${encodeURIComponent(state.name)}#${entry}`, step.output, place);
    }
    return step.output;
  }

  async #enter(state: State, path: string, raw: Json, place: Place): Promise<Step> {
    const { journal } = this.#around;
    this.#entered += 1;
    if (this.#entered % statesPerTurn === 0) await new Promise(setImmediate);
    const { time } = journal.once(place.signal, path, 'StateEntered', () => ({
      name: state.name,
      type: state.type,
      input: raw,
    }));
    const step = await this.#visit({ state, path, place, entered: time, raw });
    withinLimit(JSON.stringify(step.output), `The output of the state '${state.name}'`);
    journal.once(place.signal, path, 'StateExited', () => ({
      name: state.name,
      type: state.type,
      output: step.output,
    }));
    return step;
  }

  #visit({ state, ...visit }: Visit<State>): Step | Promise<Step> {
    switch (state.type) {
      case 'Task':
        return this.#work({ ...visit, state }, (attempt) => this.#task({ ...visit, state }, attempt));
      case 'Parallel':
        return this.#work({ ...visit, state }, (attempt) => this.#parallel({ ...visit, state }, attempt));
      case 'Map':
        return this.#work({ ...visit, state }, (attempt) => this.#map({ ...visit, state }, attempt));
      case 'Pass':
        return this.#pass({ ...visit, state });
      case 'Wait':
        return this.#wait({ ...visit, state });
      case 'Choice':
        return this.#choose({ ...visit, state });
      case 'Succeed':
        return this.#leave({ ...visit, state }, this.#input({ ...visit, state }));
      case 'Fail':
        return this.#fail({ ...visit, state });
    }
  }

  /** Attempts a state's work until it succeeds, is caught, or fails for good. */
  async #work(visit: Visit<WorkingState>, perform: (attempt: Attempt) => Promise<Json>): Promise<Step> {
    const { state, place, raw } = visit;
    const input = this.#input(visit);
    const counts = new RetryCounts(state.retry);
    for (let retries = 0; ; retries += 1) {
      const attempt = { path: `${visit.path}@${retries + 1}`, retries, input };
      try {
        const result = await perform(attempt);
        const scope = this.#scope(visit, result, { ...attempt, path: `${attempt.path}!result` });
        const selected = state.resultSelector === undefined ? result : state.resultSelector(scope);
        return this.#leave(visit, state.resultPath.put(raw, selected));
      } catch (failure) {
        if (!(failure instanceof StateFailure)) throw failure;
        const retry = counts.take(failure);
        if (retry !== undefined) {
          await this.#pause(place, attempt, failure, retry);
          continue;
        }
        const catcher = state.catch.find(({ errors }) => matches(errors, failure));
        if (catcher === undefined) throw failure;
        return { output: catcher.resultPath.put(raw, errorOutput(failure)), next: catcher.next };
      }
    }
  }

  async #pause(place: Place, attempt: Attempt, failure: StateFailure, retry: { retrier: Retrier; seconds: number }) {
    const { journal, timeScale } = this.#around;
    const event = journal.once(place.signal, attempt.path, 'RetryScheduled', () => {
      const seconds = retry.retrier.jitter ? Math.random() * retry.seconds : retry.seconds;
      return { error: failure.error, cause: failure.cause, until: this.#deadline(seconds * 1000 * timeScale) };
    });
    await this.#sleepUntil(event.detail, place.signal);
  }

  async #task(visit: Visit<TaskState>, attempt: Attempt): Promise<Json> {
    const { state, place } = visit;
    const { name, journal, run } = this.#around;
    const call = () => {
      const scope = this.#scope(visit, attempt.input, attempt);
      const parameters = state.parameters === undefined ? attempt.input : state.parameters(scope);
      withinLimit(JSON.stringify(parameters), `The input of the state '${state.name}'`);
      const timeoutSeconds = state.timeoutSeconds && wholeSeconds(state.timeoutSeconds(scope), 1, state.name);
      return { resource: state.resource, parameters, timeoutSeconds };
    };
    return callTask({ journal, run, signal: place.signal, path: attempt.path, token: `${name}${attempt.path}`, call });
  }

  async #parallel(visit: Visit<ParallelState>, attempt: Attempt): Promise<Json> {
    const { state, place } = visit;
    const scope = this.#scope(visit, attempt.input, attempt);
    const input = state.parameters === undefined ? attempt.input : state.parameters(scope);
    const { journal } = this.#around;
    const bodies = state.branches.map(
      (branch, index) => (signal: AbortSignal) =>
        this.#runMachine(branch, input, { ...place, signal, path: `${attempt.path}/${index}` }),
    );
    return fork({ journal, type: 'Parallel', path: attempt.path, signal: place.signal, width: bodies.length, bodies });
  }

  async #map(visit: Visit<MapState>, attempt: Attempt): Promise<Json> {
    const { state, place } = visit;
    const scope = this.#scope(visit, attempt.input, attempt);
    const items = state.itemsPath.value(scope);
    if (!Array.isArray(items)) throw runtimeFailure(`The items of the state '${state.name}' are not an array.`);
    const concurrency = wholeSeconds(state.maxConcurrency(scope), 0, state.name);
    const { journal } = this.#around;
    const bodies = items.map((value, index) => (signal: AbortSignal) => {
      const item = { Map: { Item: { Index: index, Value: value } } };
      const path = `${attempt.path}/${index}`;
      const inner = this.#scope({ ...visit, place: { ...place, item } }, attempt.input, { ...attempt, path });
      const input = state.parameters === undefined ? value : state.parameters(inner);
      return this.#runMachine(state.processor, input, { signal, path, item });
    });
    return fork({
      journal,
      type: 'Map',
      path: attempt.path,
      signal: place.signal,
      width: concurrency || widestMap,
      bodies,
    });
  }

  #pass(visit: Visit<PassState>): Step {
    const { state, raw } = visit;
    const input = this.#input(visit);
    const scope = this.#scope(visit, input);
    const result = (state.result ?? state.parameters)?.(scope) ?? null;
    const kept = state.result === undefined && state.parameters === undefined ? input : result;
    return this.#leave(visit, state.resultPath.put(raw, kept));
  }

  async #wait(visit: Visit<WaitState>): Promise<Step> {
    const { state, place } = visit;
    const { journal, now, timeScale } = this.#around;
    const input = this.#input(visit);
    const scope = this.#scope(visit, input);
    const event = journal.once(place.signal, visit.path, 'WaitScheduled', () => {
      const milliseconds =
        state.timestamp === undefined
          ? wholeSeconds(state.seconds?.(scope), 0, state.name) * 1000
          : Math.max(0, timestamp(state.timestamp(scope), state.name) - now());
      return { until: this.#deadline(milliseconds * timeScale) };
    });
    await this.#sleepUntil(event.detail, place.signal);
    return this.#leave(visit, input);
  }

  #choose(visit: Visit<ChoiceState>): Step {
    const { state } = visit;
    const input = this.#input(visit);
    const scope = this.#scope(visit, input);
    const next = state.rules.find(({ holds }) => holds(scope))?.next ?? state.next;
    if (next === undefined)
      throw new StateFailure('States.NoChoiceMatched', `No rule of the state '${state.name}' holds.`);
    return { ...this.#leave(visit, input), next };
  }

  #fail(visit: Visit<FailState>): never {
    const scope = this.#scope(visit, visit.raw);
    const textOf = (expression: Expression | undefined, field: string) => {
      const value = expression?.(scope) ?? '';
      if (typeof value !== 'string')
        throw runtimeFailure(`The ${field} of the state '${visit.state.name}' is not a string.`);
      return value;
    };
    throw new StateFailure(textOf(visit.state.error, 'Error'), textOf(visit.state.cause, 'Cause'));
  }

  #input(visit: Visit<State>): Json {
    return this.#filter(visit, visit.state.inputPath, visit.raw);
  }

  #leave(visit: Visit<State>, output: Json): Step {
    return { output: this.#filter(visit, visit.state.outputPath, output), next: visit.state.next };
  }

  #filter(visit: Visit<State>, filter: Filter, data: Json): Json {
    return filter === null ? {} : filter.value(this.#scope(visit, data));
  }

  #scope(visit: Visit<State>, input: Json, attempt?: Attempt): Scope {
    const { journal, context } = this.#around;
    const { place, path, state, entered } = visit;
    const at = attempt?.path ?? path;
    let uuids = 0;
    return {
      input,
      context: {
        ...context,
        ...place.item,
        State: { Name: state.name, EnteredTime: entered, RetryCount: attempt?.retries ?? 0 },
      },
      uuid() {
        uuids += 1;
        const { detail } = journal.once(place.signal, `${at}!${uuids}`, 'UuidMade', () => crypto.randomUUID());
        return String(detail);
      },
    };
  }

  #deadline(milliseconds: number): string {
    return new Date(this.#around.now() + milliseconds).toISOString();
  }

  async #sleepUntil(detail: Json, signal: AbortSignal): Promise<void> {
    const { until } = detail as { until: string };
    await sleep(Date.parse(until) - this.#around.now(), signal);
  }
}

function wholeSeconds(value: Json | undefined, least: number, state: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw runtimeFailure(`The state '${state}' needs a whole number of at least ${least}, not ${JSON.stringify(value)}.`);
}

function timestamp(value: Json, state: string): number {
  const time = timestampOf(value);
  if (time === undefined) throw runtimeFailure(`The state '${state}' needs a timestamp, not ${JSON.stringify(value)}.`);
  return time;
}
