/** What people call the sources of synthetic images, in the order in which they are told of. */
const names: Readonly<Record<string, string>> = {
  dreambooth: 'DreamBooth',
  'cut-and-paste': 'Cut-and-Paste',
  'augmented-real': 'Augmented photos',
  generator: 'Generated negatives',
  'look-alike': 'Look-alikes',
  'other-object': 'Other objects',
  background: 'Backgrounds',
};

export const sourceName = (source: string): string => names[source] ?? source;

/** The names in a sentence: `DreamBooth and Cut-and-Paste`. */
export const sourceNames = (sources: readonly string[]): string => sources.map(sourceName).join(' and ');

/** A copy in the order of the names; sources that have none come last, as they were. */
export function inOrderOfSources<T extends { readonly source: string }>(items: readonly T[]): T[] {
  const order = Object.keys(names);
  const place = ({ source }: T): number => (source in names ? order.indexOf(source) : order.length);
  return items.toSorted((one, other) => place(one) - place(other));
}
