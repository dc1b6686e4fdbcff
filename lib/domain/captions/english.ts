/** A consonant is heard first: a unicorn, a European shop, a one-eyed bear, a ukulele. */
const soundsLikeYou = /^(uni(?!n|m)|u[bst][aeiu]|utensil|ufo\b|uk\b|ukulele|eu|ewe|one\b|once\b|u-)/i;
/** A vowel is heard first: an hour, an heirloom. */
const silentH = /^(hour|heir|honest|honou?r)/i;
/** Spelt out, and its first letter's name begins with a vowel: an LED lamp, an MP3 player, an SUV. */
const spelt = /^[AEFHILMNORSX](?:[A-Z0-9]{1,3}|-[a-z]+)\b/;

/** "a" or "an", as the words that follow sound. */
export function articleFor(words: string): 'a' | 'an' {
  if (spelt.test(words) || silentH.test(words)) return 'an';
  const vowelFirst = /^[aeiou]/i.test(words.normalize('NFD'));
  return vowelFirst && !soundsLikeYou.test(words) ? 'an' : 'a';
}

/**
 * The caption without the identifier, its article mended: "an umbrella" of "a <new1> umbrella".
 * The identifier has a word after it.
 */
export function withoutIdentifier(caption: string, identifier: string): string {
  const [before = '', after = ''] = caption.split(`${identifier} `);
  const mended = before.replace(/\b(a)n? $/i, (_, a: string) => `${a}${articleFor(after).slice(1)} `);
  return `${mended}${after}`;
}

export const wordsOf = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/** Words that any caption may have twice: they place things and show nothing. */
const placing = new Set([
  'the',
  'and',
  'its',
  'out',
  'with',
  'from',
  'over',
  'under',
  'beside',
  'next',
  'front',
  'against',
  'along',
  'across',
]);

/** The words that show something, in lower case and the singular: what a caption should not say twice. */
export function telling(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [])
    .map((word) => (word.length > 4 ? word.replace(/(?<=ch|sh|x|ss)es$|(?<!s)s$/, '') : word))
    .filter((word) => word.length > 2 && !placing.has(word));
}

/** Whether two words that show something are one, or one begins with the other, as in "lamp" and "lamplight". */
export function repeats(text: string, own: readonly string[] = []): boolean {
  const words = telling(text);
  const alike = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
  return words.some((word, at) => own.some((a) => alike(a, word)) || words.slice(at + 1).some((b) => alike(word, b)));
}
