import type { RunDetail } from '@likeness/client';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { colours } from '../../app/colours.ts';
import { Status } from '../../parts/status.tsx';
import type { Link, ShownGraph, State } from './graph.ts';
import { arrowHead, lineThrough, type PlacedLink, type PlacedState, pictureOf, type Size } from './layout.ts';
import { nameOf, shownStatus, summaryOf, timeIn } from './states.ts';

const narrowScreen = matchMedia('(max-width: 688px)');

const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      narrowScreen.addEventListener('change', changed);
      return () => narrowScreen.removeEventListener('change', changed);
    },
    () => narrowScreen.matches,
  );

/** Two beside each other fit on a phone. */
const sizeOf =
  (narrow: boolean) =>
  ({ label }: State): Size =>
    narrow
      ? { width: 128, height: label === null ? 72 : 100 }
      : { width: label === null ? 172 : 216, height: label === null ? 54 : 72 };

const colourOf = ({ way, error }: Link): string => {
  if (way === 'taken') return error ? 'var(--workflow-failed)' : colours.chart;
  return way === 'ahead' ? colours.textSecondary : colours.divider;
};

function Line({ link }: { link: PlacedLink }) {
  const colour = colourOf(link);
  return (
    <g stroke={colour} fill="none">
      <path
        d={lineThrough(link.points)}
        strokeWidth={link.way === 'taken' ? 3 : 1.5}
        {...((link.way === 'passed' || link.error) && { strokeDasharray: '5 4' })}
      />
      <path d={arrowHead(link.points)} fill={colour} />
    </g>
  );
}

interface Choosing {
  readonly run: RunDetail;
  readonly now: number;
  readonly chosen: string | null;
  readonly choose: (name: string) => void;
}

function StateButton({ placed, run, now, chosen, choose }: Choosing & { placed: PlacedState }) {
  const { state, x, y, width, height } = placed;
  return (
    <button
      type="button"
      className={`workflow-state ${state.status}`}
      style={{ left: x, top: y, width, height }}
      aria-pressed={chosen === state.name}
      onClick={() => choose(state.name)}
    >
      <strong>{nameOf(state)}</strong>
      <span className="facts">
        <Status of={shownStatus(state, run.stages)} />
        <span>{timeIn(state, now)}</span>
      </span>
    </button>
  );
}

/** The workflow drawn: lines, of which those that were taken stand out, and the states in their order as buttons over them. */
export function WorkflowPicture({ graph, ...choosing }: Choosing & { graph: ShownGraph }) {
  const narrow = useNarrow();
  const { width, height, states, links } = useMemo(
    () => pictureOf(graph, sizeOf(narrow), narrow ? 8 : 16),
    [graph, narrow],
  );
  const place = useRef<HTMLDivElement>(null);
  // What is wider than its place begins in the middle, where the first state is.
  useEffect(() => {
    const { current } = place;
    if (current) current.scrollLeft = (width - current.clientWidth) / 2;
  }, [width]);
  // What stands out lies over what does not.
  const lines = ['passed', 'ahead', 'taken'].flatMap((way) => links.filter((link) => link.way === way));
  return (
    <div className="workflow-picture" ref={place}>
      <div style={{ width, height }}>
        <svg width={width} height={height} role="img" aria-label={summaryOf(graph.states)}>
          {lines.map((link) => (
            <Line key={`${link.from} ${link.to}`} link={link} />
          ))}
        </svg>
        <ol aria-label="States of the workflow">
          {states.map((placed) => (
            <li key={placed.state.name}>
              <StateButton placed={placed} {...choosing} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}
