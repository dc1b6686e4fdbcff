import { settings } from './categories.ts';
import { wordsOf } from './english.ts';
import { light } from './light.ts';
import { scenes } from './scenes.ts';
import { somebody } from './sentences.ts';
import type { Places } from './setting.ts';

/** In words. Wider than what the model is asked for, so that only what is no caption is refused. */
const length = { fewest: 4, most: 20 } as const;

/** Capitals that name no person. */
const capitals = `I T TV Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March July
  September October November December Christmas Easter Halloween English French Italian Spanish Greek Turkish
  Persian Japanese Chinese Moroccan Indian Mexican Scandinavian Victorian European`;

const lettersOf = (text: string): string[] => text.match(/[\p{L}\p{M}]+/gu) ?? [];
const placesText = ({ indoors, outdoors }: Places): string[] => [...indoors, ...outdoors];

/** Every word of the grammar, in lower case. */
const vocabulary: ReadonlySet<string> = new Set(
  [
    ...settings.flatMap(({ at, tables = [], beside = [], doing, people, postures = [] }) => [
      ...[at, doing, people].flatMap((places) => (places === undefined ? [] : placesText(places))),
      ...[...tables, ...beside, ...postures, ...(people?.verbs ?? [])],
    ]),
    ...[light, ...Object.values(scenes)].flatMap(placesText),
    ...[...somebody, 'the two close-up closeup photo picture man woman child seen with blurred background', capitals],
  ].flatMap((text) => lettersOf(text.toLowerCase())),
);

/**
 * Whether a word may be a name: it has a capital and is no word of the grammar, nor of the category. A heuristic: a
 * name in lower case passes, and so does one that is also a common word; an unusual first word is refused.
 */
function mayBeAName(text: string, category: string): boolean {
  const own = lettersOf(category.toLowerCase());
  const capitalised = text.match(/\p{Lu}[\p{L}\p{M}]*/gu) ?? [];
  return capitalised.map((word) => word.toLowerCase()).some((word) => !vocabulary.has(word) && !own.includes(word));
}

/** Links, addresses, tags, codes in brackets, and what nobody sees, such as a turn of the direction of writing. */
const foreign =
  /[<>{}[\]@#|\\`~^*_=\p{Format}\p{Private_Use}\p{Surrogate}\p{Unassigned}]|:\/\/|\bwww\.|[\p{L}\p{N}]\.[\p{L}\p{N}]/u;

/**
 * What is wrong with a caption that a language model wrote; undefined where nothing is.
 * @param word the category as captions have it
 */
export function faultOf(caption: string, identifier: string, word: string): string | undefined {
  const parts = caption.split(identifier);
  if (/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}]/u.test(caption)) return 'broke the line';
  if (parts.length !== 2) return `did not have ${identifier} once`;
  const [before = '', after = ''] = parts;
  const named = after.slice(0, word.length + 1).toLowerCase() === ` ${word.toLowerCase()}`;
  const apart = !/[\p{L}\p{M}\p{N}-]$/u.test(before) && !/^[\p{L}\p{M}\p{N}-]/u.test(after.slice(word.length + 1));
  if (!named || !apart) return `did not have the category after ${identifier}`;
  const words = wordsOf(caption).length;
  if (words < length.fewest || words > length.most)
    return `had fewer than ${length.fewest} words or more than ${length.most}`;
  const rest = `${before} ${after}`;
  if (foreign.test(rest)) return 'had a link or another code';
  return mayBeAName(rest, word) ? 'had what may be a name' : undefined;
}
