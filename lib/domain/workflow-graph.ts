import { z } from 'zod';
import type { Json } from './digest.ts';

/** What happens to a state's output: what comes next, what comes after an error, or what a branch begins with. */
export const edgeKinds = ['next', 'error', 'branch'] as const;

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly on: (typeof edgeKinds)[number];
}

export interface GraphState {
  readonly name: string;
  /** `Task`, `Choice`, `Parallel` and so on. */
  readonly kind: string;
  /** The Parallel or Map that it is in, and in which of its branches, from 0; null outside any. */
  readonly within: { readonly state: string; readonly branch: number } | null;
}

/** A workflow as states and what follows what. */
export interface WorkflowGraph {
  readonly start: string;
  /** In the definition's order, those of branches after the state that they are in. */
  readonly states: readonly GraphState[];
  readonly edges: readonly Edge[];
}

const following = z.object({ Next: z.string() });

/** What decides about the graph in the Amazon States Language. */
const stateShape = z.object({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(following).default([]),
  Catch: z.array(following).default([]),
  Branches: z.array(z.unknown()).optional(),
  ItemProcessor: z.unknown().optional(),
  Iterator: z.unknown().optional(),
});
type DefinedState = z.infer<typeof stateShape>;
const machineShape = z.object({ StartAt: z.string(), States: z.record(z.string(), stateShape) });

/** The graph of a definition in the Amazon States Language. */
export function graphOf(definition: Json): WorkflowGraph {
  const states: GraphState[] = [];
  const edges: Edge[] = [];
  const start = addMachine(definition, null, states, edges);
  return { start, states, edges };
}

/** Adds what a machine has, and says where it begins. */
function addMachine(definition: unknown, within: GraphState['within'], states: GraphState[], edges: Edge[]): string {
  const machine = machineShape.parse(definition);
  for (const [name, state] of Object.entries(machine.States)) {
    states.push({ name, kind: state.Type, within });
    edges.push(...edgesOf(name, state));
    for (const [branch, inner] of branchesOf(state).entries()) {
      const first = addMachine(inner, { state: name, branch }, states, edges);
      edges.push({ from: name, to: first, on: 'branch' });
    }
  }
  return machine.StartAt;
}

function edgesOf(from: string, { Next, Default, Choices, Catch }: DefinedState): Edge[] {
  const next = [...Choices.map((choice) => choice.Next), Default, Next].filter((name) => name !== undefined);
  const caught = Catch.map((catcher) => catcher.Next);
  return [
    ...[...new Set(next)].map((to): Edge => ({ from, to, on: 'next' })),
    ...[...new Set(caught)].map((to): Edge => ({ from, to, on: 'error' })),
  ];
}

const branchesOf = ({ Branches = [], ItemProcessor, Iterator }: DefinedState): unknown[] => [
  ...Branches,
  ...[ItemProcessor ?? Iterator].filter((processor) => processor !== undefined),
];

/** These states and all that may come after them without an error. */
export function reachableFrom({ edges }: WorkflowGraph, from: Iterable<string>): ReadonlySet<string> {
  const reached = new Set(from);
  // A set that grows while it is walked through is walked through to its new end.
  for (const state of reached) {
    for (const edge of edges) if (edge.from === state && edge.on !== 'error') reached.add(edge.to);
  }
  return reached;
}
