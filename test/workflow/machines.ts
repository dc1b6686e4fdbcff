import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../lib/domain/digest.ts';
import { type EngineOptions, WorkflowEngine } from '../../lib/local/workflow/engine.ts';
import { type Execution, History } from '../../lib/local/workflow/history.ts';
import { loadWorkflow } from '../../lib/local/workflow/load.ts';
import { StateFailure, type TaskRunner } from '../../lib/local/workflow/task.ts';

export type JsonObject = { [key: string]: Json };

/** A machine of states that follow each other in the order in which they stand, unless they say otherwise. */
export function machine(states: Record<string, JsonObject>, extra: JsonObject = {}): JsonObject {
  const names = Object.keys(states);
  const chained = names.map((name, index) => {
    const state = states[name] as JsonObject;
    const ends = ['Choice', 'Succeed', 'Fail'].includes(String(state.Type)) || 'Next' in state || 'End' in state;
    const next = names[index + 1];
    return [name, ends ? state : { ...state, ...(next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: names[0] as string, States: Object.fromEntries(chained), ...extra };
}

export const temporaryFile = () => join(mkdtempSync(join(tmpdir(), 'likeness-workflow-')), 'history.sqlite');

/** Answers its input; `{fail: {Error, Cause}}` fails so. */
export const echo: TaskRunner = async ({ parameters }) => {
  const { fail } = (parameters ?? {}) as { fail?: { Error: string; Cause: string } };
  if (fail !== undefined) throw new StateFailure(fail.Error, fail.Cause);
  return parameters;
};

export function engineOf(definition: Json, options: Partial<EngineOptions> = {}): WorkflowEngine {
  const workflow = loadWorkflow(definition, () => true);
  return new WorkflowEngine({ history: new History(':memory:'), workflow, run: echo, timeScale: 0, ...options });
}

/** Runs a definition once, from start to end. */
export async function outcomeOf(
  definition: Json,
  input: Json = {},
  options: Partial<EngineOptions> = {},
): Promise<Execution> {
  const engine = engineOf(definition, options);
  engine.start('test', input);
  return engine.run('test');
}
