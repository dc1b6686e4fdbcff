import type { JsonObject } from './synthesized.ts';

/** What the tests look at in a state of the workflow. */
export interface StateJson {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: JsonObject;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly Variable: string }[];
  readonly Retry?: readonly RetryJson[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath?: string;
  }[];
  readonly Branches?: readonly MachineJson[];
}

export interface RetryJson {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface MachineJson {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateJson>>;
  readonly TimeoutSeconds?: number;
}

/** A state, the machine or branch it is in, and the Parallel states around that, innermost first. */
export interface Placed {
  readonly name: string;
  readonly state: StateJson;
  readonly machine: MachineJson;
  readonly around: readonly Placed[];
}

/** Every state, those of branches included. */
export function statesOf(machine: MachineJson, around: readonly Placed[] = []): Placed[] {
  return Object.entries(machine.States).flatMap(([name, state]) => {
    const placed: Placed = { name, state, machine, around };
    return [placed, ...(state.Branches ?? []).flatMap((branch) => statesOf(branch, [placed, ...around]))];
  });
}

/** Where an error of a state goes: its own catch of everything, or the nearest one around it. */
export function catcherOf(placed: Placed): { readonly machine: MachineJson; readonly next: string } | undefined {
  for (const { state, machine } of [placed, ...placed.around]) {
    const all = state.Catch?.find((catcher) => catcher.ErrorEquals.includes('States.ALL'));
    if (all !== undefined) return { machine, next: all.Next };
  }
  return undefined;
}

/** Names of the states that a state leads to, catches aside. */
export function successorsOf(state: StateJson): string[] {
  const choices = (state.Choices ?? []).map((choice) => choice.Next);
  return [...choices, ...[state.Default, state.Next].filter((name) => name !== undefined)];
}
