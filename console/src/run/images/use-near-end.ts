import { type RefObject, useEffect, useRef } from 'react';

/** How far below the window counts as near, so that what comes next is there before it is scrolled to. */
const near = '1200px';

/** Calls `reach` when the place that the reference is put on comes near the window; each time `turn` is another, if it still is. */
export function useNearEnd(active: boolean, turn: unknown, reach: () => void): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each turn it has to be looked for again
  useEffect(() => {
    const end = place.current;
    if (!active || end === null) return;
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) reach();
      },
      { rootMargin: `0px 0px ${near} 0px` },
    );
    watcher.observe(end);
    return () => watcher.disconnect();
  }, [active, turn, reach]);
  return place;
}
