import { navigate } from './address.ts';

/** Links within the console are followed without loading it anew. Whoever wants another tab still gets one. */
export function followLinks(isOurs: (path: string) => boolean): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || (link.target !== '' && link.target !== '_self')) return;
    if (link.hasAttribute('download') || link.origin !== location.origin || !isOurs(link.pathname)) return;
    event.preventDefault();
    navigate(`${link.pathname}${link.search}`);
  });
}
