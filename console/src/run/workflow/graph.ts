import type { components } from '@likeness/client';

export type Workflow = components['schemas']['Workflow'];
export type State = Workflow['states'][number];

/** `taken`: the run went along it; `ahead`: it still may; `passed`: it did not, and will not. */
type Way = 'taken' | 'ahead' | 'passed';

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  /** Whether it is gone along after an error alone. */
  readonly error: boolean;
}

/** What is drawn of a workflow. */
export interface ShownGraph {
  readonly states: readonly State[];
  readonly links: readonly Link[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly on: Workflow['edges'][number]['on'] | 'join';
}

/**
 * The states that mean something to people, and what follows what among them, past all the others; or `every` state. What only an
 * error leads to is left out as long as none did.
 */
export function shownGraph(workflow: Workflow, every: boolean): ShownGraph {
  const edges = joined(workflow);
  const smooth = edges.filter(({ on }) => on !== 'error');
  const possible = reachable(workflow.start, smooth);
  const states = workflow.states.filter(
    ({ name, label, visits }) => (every || label !== null) && (visits > 0 || possible.has(name)),
  );
  const kept = new Set(states.map(({ name }) => name));
  const stateOf = new Map(workflow.states.map((state) => [state.name, state]));
  const ends = (edge: Edge) => [stateOf.get(edge.from), stateOf.get(edge.to)] as const;
  const taken = edges.filter((edge) => isTaken(edge, ends, edges));
  const open = [...taken, ...edges.filter((edge) => isAhead(edge, ends))];

  const links = states.flatMap(({ name: from }): Link[] => {
    const without = reached(from, smooth, kept);
    const along = reached(from, taken, kept);
    const ahead = reached(from, open, kept);
    return [...new Set([...without, ...along])]
      .filter((to) => !goesPastItsBranches(stateOf, from, to, without, along))
      .map((to) => ({
        ...{ from, to, error: !without.has(to) },
        way: along.has(to) ? 'taken' : ahead.has(to) ? 'ahead' : 'passed',
      }));
  });
  return { states, links: every ? links : links.filter((link) => link.way === 'taken' || !hasDetour(link, links)) };
}

/** Whether its end is reached over others, too: what may be left out is enough to see where it was. */
function hasDetour({ from, to }: Link, links: readonly Link[]): boolean {
  const walked = new Set(links.filter((link) => link.from === from && link.to !== to).map((link) => link.to));
  for (const name of walked) for (const link of links) if (link.from === name && link.to !== from) walked.add(link.to);
  return walked.has(to);
}

/** The edges, of which those that leave a state with branches leave the ends of its branches instead. */
function joined({ states, edges }: Workflow): Edge[] {
  const goesOn = new Set(edges.filter(({ on }) => on === 'next').map(({ from }) => from));
  const endsWithin = (fork: string) => states.filter(({ name, within }) => within?.state === fork && !goesOn.has(name));
  return edges.flatMap((edge): Edge[] => {
    const ends = edge.on === 'next' ? endsWithin(edge.from) : [];
    return ends.length === 0 ? [edge] : ends.map(({ name }) => ({ from: name, to: edge.to, on: 'join' }));
  });
}

function reachable(start: string, edges: readonly Edge[]): ReadonlySet<string> {
  const found = new Set([start]);
  // A set that grows while it is walked through is walked through to its new end.
  for (const name of found) for (const { from, to } of edges) if (from === name) found.add(to);
  return found;
}

type Ends = (edge: Edge) => readonly [State | undefined, State | undefined];

function isTaken(edge: Edge, ends: Ends, edges: readonly Edge[]): boolean {
  const [from, to] = ends(edge);
  if (!from?.visits || !to?.visits) return false;
  if (edge.on === 'error') return from.status === 'failed';
  if (edge.on !== 'next') return true;
  if (from.status === 'failed') return false;
  if (to.visits > 1) return true;
  // Of several that may come before it, it was the one that was left last.
  const left = edges
    .filter((other) => other.to === edge.to && other.on === 'next')
    .map((other) => ends(other)[0]?.exitedAt)
    .filter((time) => time != null && to.enteredAt !== null && time <= to.enteredAt)
    .toSorted();
  return left.length > 0 && left.at(-1) === from.exitedAt;
}

function isAhead(edge: Edge, ends: Ends): boolean {
  const [from, to] = ends(edge);
  if (edge.on === 'error' || to?.status !== 'waiting') return false;
  // A branch that has ended waits for the others.
  return from?.status === 'waiting' || from?.status === 'running' || (edge.on === 'join' && from?.status !== 'skipped');
}

/** The kept states that edges lead to, past states that are not kept. */
function reached(start: string, edges: readonly Edge[], kept: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const walked = new Set([start]);
  for (const name of walked) {
    for (const { from, to } of edges) if (from === name) (kept.has(to) ? found : walked).add(to);
  }
  // What is tried again says so by its count.
  found.delete(start);
  return found;
}

/** Whether something of a state's branches is shown that lies between: a line past that would say that it may be left out. */
function goesPastItsBranches(
  stateOf: ReadonlyMap<string, State>,
  from: string,
  to: string,
  without: ReadonlySet<string>,
  along: ReadonlySet<string>,
): boolean {
  const isWithin = (name: string) => stateOf.get(name)?.within?.state === from;
  if (isWithin(to) || !without.has(to)) return false;
  return [...(along.has(to) ? along : without)].some(isWithin);
}
