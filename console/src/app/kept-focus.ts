import { type RefObject, useEffect } from 'react';

/** Goes on from a heading, for who hears the page or uses it by keyboard. */
export function focusHeading(heading: HTMLElement): void {
  heading.tabIndex = -1;
  heading.style.outline = 'none';
  heading.focus({ preventScroll: true });
}

/** Where what has the focus goes, as a button does with what it was for, the view's heading takes it: else nothing had it. */
export function useKeptFocus(view: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const place = view.current;
    if (place === null) return;
    let last: Node | null = null;
    const keep = ({ target }: FocusEvent) => {
      last = target as Node;
    };
    const changes = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      // It may come later than what goes.
      const heading = place.querySelector('h1');
      if (heading) focusHeading(heading);
    });
    place.addEventListener('focusin', keep);
    changes.observe(place, { childList: true, subtree: true });
    return () => {
      place.removeEventListener('focusin', keep);
      changes.disconnect();
    };
  }, [view]);
}
