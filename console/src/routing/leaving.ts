import { navigate } from './address.ts';

/** Hears that the person wants to leave the view, and how to do it after all. */
type Ask = (leave: () => void) => void;

let asking: { readonly here: string; readonly ask: Ask; readonly address: string } | null = null;

/** From now on whoever leaves the view is asked before, by a link, by going back or by closing the tab. @returns what ends that */
export function askBeforeLeaving(ask: Ask): () => void {
  const mine = { here: location.pathname, ask, address: `${location.pathname}${location.search}` };
  asking = mine;
  return () => {
    if (asking === mine) asking = null;
  };
}

/** To be called before anything else hears of addresses: who goes back is there already when it is heard. */
export function hearLeaving(): void {
  addEventListener('popstate', () => {
    if (asking === null || location.pathname === asking.here) return;
    // Where was gone to is one step back from here then.
    history.pushState(null, '', asking.address);
    asking.ask(() => leave(() => history.back()));
  });
  document.addEventListener('click', followed, true);
  addEventListener('beforeunload', (event) => {
    if (asking !== null) event.preventDefault();
  });
}

function leave(go: () => void): void {
  asking = null;
  go();
}

function followed(event: MouseEvent): void {
  if (asking === null) return;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || (link.target !== '' && link.target !== '_self')) return;
  if (link.origin !== location.origin || link.hasAttribute('download') || link.pathname === asking.here) return;
  event.preventDefault();
  event.stopPropagation();
  asking.ask(() => leave(() => navigate(`${link.pathname}${link.search}`)));
}
