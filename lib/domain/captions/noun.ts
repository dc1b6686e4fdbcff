import { isListed } from './categories.ts';
import { articleFor } from './english.ts';

/** How a category stands in a sentence. */
export interface Noun {
  /** The category: in lower case where it is a listed word, else as it was given. */
  readonly word: string;
  /** What comes before it: `a`, `an`, `a pair of`, `a loaf of`, or nothing. */
  readonly determiner: string;
  /** Likewise where the identifier is in between: `a <new1> umbrella`. */
  readonly beforeIdentifier: string;
  /** One boot or one glove, which nobody wears alone. */
  readonly halfOfPair: boolean;
}

export function nounOf(category: string): Noun {
  const word = isListed(category) ? category.toLowerCase() : category;
  const determiner = determinerOf(word);
  return {
    word,
    determiner,
    beforeIdentifier: determiner === 'an' ? 'a' : determiner,
    halfOfPair: pairs.has(`${countedWord(word)}s`),
  };
}

const pairs = new Set(
  `glasses eyeglasses sunglasses spectacles goggles headphones earphones earbuds pants trousers jeans shorts leggings
   overalls pyjamas pajamas tights shoes sneakers trainers boots sandals slippers loafers heels clogs flops socks earrings
   gloves mittens pliers scissors tweezers binoculars tongs skates skis`.split(/\s+/),
);

/** What is seen of a mass. */
const measures: Readonly<Record<string, string>> = {
  'a carton of': 'juice milk oatghurt soyghurt yoghurt yogurt cream',
  'a plate of': 'pasta noodles sushi food rice',
  'a bowl of': 'salad soup ramen cereal ice-cream',
  'a loaf of': 'bread',
  'a piece of': 'cheese luggage furniture jewellery jewelry',
  'a bar of': 'chocolate soap',
};

const measureOf: ReadonlyMap<string, string> = new Map(
  Object.entries(measures).flatMap(([measure, words]) =>
    words.split(' ').map((word): [string, string] => [word.replace('-', ' '), measure]),
  ),
);

const masses = new Set(
  'outwear fruit asparagus garlic ginger clothing footwear makeup cutlery pottery lego underwear equipment'.split(' '),
);

/** Against what their last words or letters say. */
const singular = new Set(['glass', 'passion fruit', 'thermos', 'lens', 'gas', 'canvas', 'atlas']);

/** By its ending: "keys", and neither "dress" nor "cactus" nor "iris". */
const looksPlural = (word: string): boolean => /[^siu]s$/.test(word);

function determinerOf(word: string): string {
  const [whole, last] = [word.toLowerCase(), countedWord(word)];
  if (singular.has(whole) || singular.has(last)) return articleFor(word);
  if (pairs.has(last)) return 'a pair of';
  const measure = measureOf.get(whole) ?? measureOf.get(last);
  return measure ?? (masses.has(last) || looksPlural(last) ? '' : articleFor(word));
}

/** The word that says how many: `mug` of "coffee mug", `stack` of "stack of books", `flops` of "flip-flops". */
const countedWord = (word: string): string => {
  const [head = ''] = word.toLowerCase().split(' of ');
  return head.split(/[\s-]/).at(-1) ?? head;
};

const joined = (...words: string[]): string => words.filter((word) => word !== '').join(' ');

/** "a <new1> mug", "a pair of <new1> boots", "<new1> garlic". */
export const named = (noun: Noun, identifier: string): string => joined(noun.beforeIdentifier, identifier, noun.word);

/** "a mug", "a pair of boots", "garlic". */
export const unnamed = (noun: Noun): string => joined(noun.determiner, noun.word);
