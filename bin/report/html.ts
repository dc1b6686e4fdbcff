export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Nothing where there is no picture: an `img` without one would ask for an address. */
export const image = (source: string | undefined, text = ''): string =>
  source === undefined ? '' : `<img src="${source}" alt="${escapeHtml(text)}" loading="lazy">`;

export const figure = (source: string, text: string, html = escapeHtml(text)): string =>
  `<figure>${image(source)}<figcaption>${html}</figcaption></figure>`;

/** Names and values; the values are text. */
export function definitions(facts: Readonly<Record<string, string>>): string {
  const list = Object.entries(facts).map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${list.join('')}</dl>`;
}
