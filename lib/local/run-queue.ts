import type { WorkflowEngine } from './workflow/engine.ts';

/**
 * Runs executions as they come, a few at once and the others in turn: a laptop has one processor for all of them. An
 * execution that fails is a run that failed, and has said so.
 */
export class RunQueue {
  readonly #engine: WorkflowEngine;
  readonly #atOnce: number;
  readonly #waiting: string[] = [];
  readonly #running = new Map<string, Promise<void>>();
  #closed = false;

  constructor(engine: WorkflowEngine, atOnce: number) {
    this.#engine = engine;
    this.#atOnce = atOnce;
  }

  /** Takes an execution that was started; one that waits or runs already is not taken twice. */
  add(name: string): void {
    if (this.#waiting.includes(name) || this.#running.has(name)) return;
    this.#waiting.push(name);
    this.#fill();
  }

  /** Takes no more, breaks off what runs so that it goes on another time, and waits for that. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    await this.#engine.suspend();
    await Promise.allSettled(this.#running.values());
  }

  #fill(): void {
    while (!this.#closed && this.#running.size < this.#atOnce) {
      const name = this.#waiting.shift();
      if (name === undefined) return;
      const run = this.#engine
        .run(name)
        .then(
          () => {},
          () => {},
        )
        .finally(() => {
          this.#running.delete(name);
          this.#fill();
        });
      this.#running.set(name, run);
    }
  }
}
