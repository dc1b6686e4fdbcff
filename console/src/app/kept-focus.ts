import { useEffect } from 'react';

/** Has the view's heading read, and goes on from there. */
export function focusHeading(): void {
  const heading = document.querySelector('h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.style.outline = 'none';
  heading.focus({ preventScroll: true });
}

/** Where what has the focus goes, as a button does with what it was for, the view's heading takes it: else nothing had it. */
export function useKeptFocus(): void {
  useEffect(() => {
    const view = document.querySelector('main');
    if (view === null) return;
    let last: Node | null = null;
    const keep = ({ target }: FocusEvent) => {
      last = target as Node;
    };
    const changes = new MutationObserver(() => {
      // A heading may come later than what goes.
      if (last !== null && !last.isConnected && document.activeElement === document.body) focusHeading();
    });
    view.addEventListener('focusin', keep);
    changes.observe(view, { childList: true, subtree: true });
    return () => {
      view.removeEventListener('focusin', keep);
      changes.disconnect();
    };
  }, []);
}
