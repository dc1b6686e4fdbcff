import type { Json } from '../../domain/digest.ts';
import { runtimeFailure } from './failures.ts';
import type { History, WorkflowEvent } from './history.ts';

/** Step Functions ends an execution with more events than this. */
const eventLimit = 25_000;

/** One execution's history: what was recorded is read back, what is new is recorded. */
export class Journal {
  readonly #history: History;
  readonly #execution: string;
  readonly #now: () => string;
  readonly #onEvent: (event: WorkflowEvent) => void;
  readonly #recorded = new Map<string, WorkflowEvent>();
  #count = 0;

  constructor(history: History, execution: string, now: () => string, onEvent: (event: WorkflowEvent) => void) {
    this.#history = history;
    this.#execution = execution;
    this.#now = now;
    this.#onEvent = onEvent;
    for (const event of history.events(execution)) this.#remember(event);
  }

  /** The first of these events that was recorded for a place. */
  recorded(path: string, ...types: string[]): WorkflowEvent | undefined {
    for (const type of types) {
      const event = this.#recorded.get(keyOf(path, type));
      if (event !== undefined) return event;
    }
    return undefined;
  }

  /**
   * The event recorded for a place, or a new one.
   * @throws the signal's reason when there is none yet and work is being broken off
   */
  once(signal: AbortSignal, path: string, type: string, detail: () => Json): WorkflowEvent {
    const event = this.recorded(path, type);
    if (event !== undefined) return event;
    signal.throwIfAborted();
    return this.record(path, type, detail());
  }

  record(path: string, type: string, detail: Json): WorkflowEvent {
    if (this.#count >= eventLimit)
      throw runtimeFailure(`The execution reached the maximum number of history events (${eventLimit}).`);
    const event = this.#history.append({ execution: this.#execution, time: this.#now(), type, path, detail });
    this.#remember(event);
    this.#onEvent(event);
    return event;
  }

  #remember(event: WorkflowEvent): void {
    this.#count += 1;
    this.#recorded.set(keyOf(event.path, event.type), event);
  }
}

const keyOf = (path: string, type: string) => `${type} ${path}`;
