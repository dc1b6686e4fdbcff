import type { Condition } from './choice.ts';
import type { Expression, Path, ReferencePath } from './paths.ts';
import type { Catcher, Retrier } from './retry.ts';

/** States that pass control among themselves: the whole definition, a Parallel's branch or a Map's processor. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State =
  | TaskState
  | ParallelState
  | MapState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState;

interface Common {
  readonly name: string;
  readonly inputPath: Filter;
  readonly outputPath: Filter;
  /** The state that follows; undefined ends the machine. */
  readonly next: string | undefined;
}

/** `InputPath` or `OutputPath`: null stands for `{}`. */
export type Filter = Path | null;

interface Working extends Common {
  readonly parameters: Expression | undefined;
  readonly resultSelector: Expression | undefined;
  readonly resultPath: ReferencePath;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface TaskState extends Working {
  readonly type: 'Task';
  readonly resource: string;
  /** Evaluates to whole seconds; undefined: no limit. */
  readonly timeoutSeconds: Expression | undefined;
}

export interface ParallelState extends Working {
  readonly type: 'Parallel';
  readonly branches: readonly Machine[];
}

export interface MapState extends Working {
  readonly type: 'Map';
  readonly itemsPath: Path;
  readonly maxConcurrency: Expression;
  readonly processor: Machine;
}

/** The states whose work can fail and be retried. */
export type WorkingState = TaskState | ParallelState | MapState;

export interface PassState extends Common {
  readonly type: 'Pass';
  readonly parameters: Expression | undefined;
  readonly result: Expression | undefined;
  readonly resultPath: ReferencePath;
}

export interface WaitState extends Common {
  readonly type: 'Wait';
  readonly seconds: Expression | undefined;
  readonly timestamp: Expression | undefined;
}

export interface ChoiceState extends Common {
  readonly type: 'Choice';
  readonly rules: readonly { readonly holds: Condition; readonly next: string }[];
}

export interface SucceedState extends Common {
  readonly type: 'Succeed';
}

export interface FailState extends Common {
  readonly type: 'Fail';
  readonly error: Expression | undefined;
  readonly cause: Expression | undefined;
}
