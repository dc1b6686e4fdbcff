/** What the API takes as an id. */
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const longestDerived = 40;

/** An id that a name suggests and nothing else has: `Grandma's teapot` is `grandma-s-teapot`, or `grandma-s-teapot-2`. */
export function idFrom(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const slug = plain
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestDerived)
    .replace(/^-+|-+$/g, '');
  const first = slug === '' ? 'subject' : slug;
  let id = first;
  for (let count = 2; taken.has(id); count += 1) id = `${first}-${count}`;
  return id;
}

/** What is to be changed about an id; null for a good one. */
export function idProblem(id: string): string | null {
  if (id === '') return 'Give it an id.';
  if (idPattern.test(id)) return null;
  return 'An id has lower-case letters, digits and hyphens, begins with a letter or digit and is at most 63 long.';
}

const longestName = 100;

export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.';
  return name.trim().length > longestName ? `A name is at most ${longestName} characters long.` : null;
}

const longestCategory = { characters: 60, words: 4 } as const;
const categoryWord = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*$/u;

/** What is to be changed about a category, which is words and nothing else; null for a good one. */
export function categoryProblem(category: string): string | null {
  const text = category.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (text === '') return 'Say what it is in a word, such as “mug”.';
  const words = text.split(' ');
  const isShort = [...text].length <= longestCategory.characters && words.length <= longestCategory.words;
  if (isShort && /\p{L}/u.test(text) && words.every((word) => categoryWord.test(word))) return null;
  return 'A category is a word or two in letters, such as “mug” or “running shoe”.';
}
