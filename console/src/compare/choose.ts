import { setQuery } from '../routing/address.ts';

/** Compares these from now on. What was focused may go away with what it was of: the heading is read instead. */
export function choose(runs: readonly string[]): void {
  setQuery({ runs: runs.join(',') });
  const heading = document.querySelector('h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.style.outline = 'none';
  heading.focus({ preventScroll: true });
}
