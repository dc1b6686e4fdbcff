import { focusHeading } from '../app/kept-focus.ts';
import { setQuery } from '../routing/address.ts';

/** Compares these from now on. What was focused may go away with what it was of: the heading is read instead. */
export function choose(runs: readonly string[]): void {
  setQuery({ runs: runs.join(',') });
  focusHeading();
}
