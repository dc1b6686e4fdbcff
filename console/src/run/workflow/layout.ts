import { Graph, layout } from '@dagrejs/dagre';
import type { Link, ShownGraph, State } from './graph.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A state with its place: the upper left corner. */
export interface PlacedState extends Point, Size {
  readonly state: State;
}

export interface PlacedLink extends Link {
  readonly points: readonly Point[];
}

export interface Picture extends Size {
  /** From top to bottom and from left to right, which is the order to read them in. */
  readonly states: readonly PlacedState[];
  readonly links: readonly PlacedLink[];
}

const spacing = { ranksep: 36, edgesep: 8, marginx: 3, marginy: 3 };

/**
 * Gives everything its place, from top to bottom, so that lines cross little.
 * @param gap between states beside each other
 */
export function pictureOf({ states, links }: ShownGraph, sizeOf: (state: State) => Size, gap: number): Picture {
  const graph = new Graph<Size, Size & Point, { points: Point[] }>();
  graph.setGraph({ rankdir: 'TB', nodesep: gap, ...spacing } as never);
  for (const state of states) graph.setNode(state.name, { ...sizeOf(state), x: 0, y: 0 });
  for (const { from, to } of links) graph.setEdge(from, to, { points: [] });
  layout(graph);
  const { width, height } = graph.graph() as Size;
  const placed = states.map((state): PlacedState => {
    const { x, y, ...size } = graph.node(state.name);
    return { state, x: x - size.width / 2, y: y - size.height / 2, width: size.width, height: size.height };
  });
  return {
    ...{ width, height },
    states: placed.toSorted((one, other) => middleOf(one) - middleOf(other) || one.x - other.x),
    links: links.map((link) => ({ ...link, points: graph.edge(link.from, link.to).points })),
  };
}

const middleOf = ({ y, height }: PlacedState): number => Math.round(y + height / 2);

const between = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const text = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The points as a line without corners, for an SVG's path. */
export function lineThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return '';
  const curves = rest.map((point, at) => `Q ${text(point)} ${text(between(point, rest[at + 1] ?? last))}`);
  return [`M ${text(first)}`, ...curves, `L ${text(last)}`].join(' ');
}

const arrow = { length: 9, half: 5 };

/** The head of an arrow where the points end. */
export function arrowHead(points: readonly Point[]): string {
  const [before, tip] = points.slice(-2);
  if (before === undefined || tip === undefined) return '';
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const along = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length };
  const back = { x: tip.x - along.x * arrow.length, y: tip.y - along.y * arrow.length };
  const side = { x: -along.y * arrow.half, y: along.x * arrow.half };
  const corners = [tip, { x: back.x + side.x, y: back.y + side.y }, { x: back.x - side.x, y: back.y - side.y }];
  return `M ${corners.map(text).join(' L ')} Z`;
}
