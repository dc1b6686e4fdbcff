import { navigate } from './address.ts';

/** The link within this origin that a click follows here; null where it follows none, or opens another tab. */
export function linkFollowed({
  target,
  button,
  metaKey,
  ctrlKey,
  shiftKey,
  altKey,
}: MouseEvent): HTMLAnchorElement | null {
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return null;
  const link = target instanceof Element ? target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || (link.target !== '' && link.target !== '_self')) return null;
  return link.origin === location.origin && !link.hasAttribute('download') ? link : null;
}

/** Links within the console are followed without loading it anew. Whoever wants another tab still gets one. */
export function followLinks(isOurs: (path: string) => boolean): void {
  document.addEventListener('click', (event) => {
    const link = event.defaultPrevented ? null : linkFollowed(event);
    if (link === null || !isOurs(link.pathname)) return;
    event.preventDefault();
    navigate(`${link.pathname}${link.search}`);
  });
}
