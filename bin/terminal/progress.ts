/** What a progress display writes to; `process.stderr` is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One step of a stage, as a job tells of it. */
export interface Step {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly values: Readonly<Record<string, string | number>>;
}

interface Bar {
  readonly startedAt: number;
  /** The step that was done when the clock started: a resumed job does not start at nought. */
  readonly from: number;
  last: Step;
  toldQuarter: number;
}

const width = 24;

/**
 * A progress bar a stage: step, loss, time left. On a terminal the bars of the stages under way are redrawn in place;
 * elsewhere a line is printed at every quarter.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #bars = new Map<string, Bar>();
  #drawn = 0;

  constructor(terminal: Terminal, now: () => number = Date.now) {
    this.#terminal = terminal;
    this.#now = now;
  }

  step(step: Step): void {
    const bar = this.#bars.get(step.stage) ?? {
      startedAt: this.#now(),
      from: step.done,
      last: step,
      toldQuarter: -1,
    };
    bar.last = step;
    this.#bars.set(step.stage, bar);
    if (this.#terminal.isTTY) {
      this.#clear();
      if (step.done >= step.total) this.#finish(bar);
      this.#draw();
      return;
    }
    const quarter = Math.floor((4 * step.done) / step.total);
    if (quarter > bar.toldQuarter) this.#terminal.write(`${this.#line(bar)}\n`);
    bar.toldQuarter = Math.max(bar.toldQuarter, quarter);
  }

  /** Leaves the terminal as it is to stay. */
  end(): void {
    this.#clear();
    this.#bars.clear();
  }

  #finish(bar: Bar): void {
    this.#bars.delete(bar.last.stage);
    this.#terminal.write(`${this.#line(bar)}\n`);
  }

  #clear(): void {
    if (this.#drawn > 0) this.#terminal.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#terminal.isTTY) return;
    for (const bar of this.#bars.values()) this.#terminal.write(`${this.#line(bar)}\n`);
    this.#drawn = this.#bars.size;
  }

  #line({ startedAt, from, last: { stage, done, total, values } }: Bar): string {
    const filled = Math.round(width * Math.min(1, done / total));
    const meter = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    const elapsed = (this.#now() - startedAt) / 1000;
    // One step tells nothing of how long the next will take.
    const left = done > from ? `${seconds((elapsed / (done - from)) * (total - done))} left` : '';
    const time = done >= total ? seconds(elapsed) : left;
    const words = Object.entries(values).map(([name, value]) => `${name} ${shorten(value)}`);
    const text = [`  ${stage.padEnd(9)} ${meter} ${`${done}/${total}`.padStart(9)}`, time.padStart(10), ...words].join(
      '  ',
    );
    return this.#terminal.isTTY ? text.slice(0, (this.#terminal.columns ?? 120) - 1) : text;
  }
}

const shorten = (value: string | number): string => {
  const number = Number(value);
  return Number.isFinite(number) && !Number.isInteger(number) ? number.toPrecision(3) : String(value);
};

export function seconds(value: number): string {
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
