import { navigate } from './address.ts';
import { linkFollowed } from './links.ts';

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

/** Does what leaves the console, once that is agreed to where somebody asks before. */
export function onceAgreed(go: () => void): void {
  if (asking === null) go();
  else asking.ask(() => leave(go));
}

function leave(go: () => void): void {
  asking = null;
  go();
}

function followed(event: MouseEvent): void {
  const link = asking === null ? null : linkFollowed(event);
  if (asking === null || link === null || link.pathname === asking.here) return;
  event.preventDefault();
  event.stopPropagation();
  asking.ask(() => leave(() => navigate(`${link.pathname}${link.search}`)));
}
