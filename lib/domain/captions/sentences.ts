import { repeats, telling, wordsOf } from './english.ts';
import { light } from './light.ts';
import { pick, type Random, takingTurns } from './random.ts';
import type { Places, Setting } from './setting.ts';

/** In words; more are allowed where the thing's own name is long. */
const length = { fewest: 6, most: 14 } as const;

export const somebody = ['a person', 'a person', 'someone', 'a young adult', 'an older person'] as const;
const before = ['a close-up of', 'a side view of', 'a photo of'] as const;
const after = [
  'seen from the side',
  'seen from the front',
  'seen from a low angle',
  'with a blurred background',
] as const;
const afterOnTables = [...after, 'seen from above'] as const;

type Room = keyof Places;

interface Phrase {
  readonly text: string;
  readonly room: Room;
}

const phrases = (places: Places): Phrase[] => [
  ...places.indoors.map((text): Phrase => ({ text, room: 'indoors' })),
  ...places.outdoors.map((text): Phrase => ({ text, room: 'outdoors' })),
];

/** A sentence about a thing that comes as `thing`: "a <new1> mug". */
type Sentence = () => string;

/**
 * As many different sentences about the thing as asked for, each with it once.
 * @param thing with whatever comes before it
 * @param name the thing without the identifier: no sentence says a word of it a second time
 * @param worn whether people may be seen with it
 */
export function sentencesAbout(
  thing: string,
  name: string,
  { setting, worn }: { readonly setting: Setting; readonly worn: boolean },
  count: number,
  random: Random,
): string[] {
  const sentence = sentencesOf(thing, setting, worn, random);
  const own = telling(name);
  const most = length.most + Math.max(0, wordsOf(thing).length - 3);
  const isFit = (text: string): boolean => {
    const around = text.replace(thing, '');
    const words = wordsOf(text).length;
    return words >= length.fewest && words <= most && !repeats(around, own);
  };
  const found = new Set<string>();
  // Of a name that the places are full of, such as "wooden table floor light", no sentence would be fit.
  for (let tries = 0; found.size < count; tries += 1) {
    const text = sentence();
    if (isFit(text) || tries > 50 * count) found.add(text);
  }
  return [...found];
}

/** Places take turns, so that each is seen about as often as any other; what is said besides is chance. */
function sentencesOf(thing: string, setting: Setting, worn: boolean, random: Random): Sentence {
  const { at, tables = [], beside = [], doing, people, postures = [] } = setting;
  const nextDoing = takingTurns(random, doing === undefined ? [] : phrases(doing));
  const nextPeople = takingTurns(random, people === undefined ? [] : phrases(people));
  const nextPlace = takingTurns(random, [
    ...tables.map((text) => ({ text, room: 'indoors' as const, isTable: true })),
    ...phrases(at).map((phrase) => ({ ...phrase, isTable: false })),
  ]);

  const lit = ({ text, room }: Phrase): string => `${text} ${pick(random, light[room])}`;
  const litOrNot = (phrase: Phrase): string => (random() < 0.7 ? lit(phrase) : phrase.text);

  const withPeople: Sentence = () =>
    `${pick(random, somebody)} ${pick(random, people?.verbs ?? [])} ${thing} ${litOrNot(nextPeople())}`;
  const inAction: Sentence = () => `${thing} ${litOrNot(nextDoing())}`;
  const still: Sentence = () => {
    const { isTable, text: place, room } = nextPlace();
    const text = postures.length === 0 ? place : `${pick(random, postures)} ${place}`;
    if (isTable && beside.length > 0 && random() < 0.35) return `${thing} ${text} ${pick(random, beside)}`;
    const chance = random();
    if (chance < 0.15) return `${thing} ${text}, ${pick(random, isTable ? afterOnTables : after)}`;
    if (chance < 0.3) return `${pick(random, before)} ${thing} ${text}`;
    return chance < 0.45 ? `${thing} ${text}` : `${thing} ${lit({ text, room })}`;
  };

  return () => {
    const chance = random();
    if (worn && people !== undefined && chance < people.share) return withPeople();
    return doing !== undefined && chance > 0.6 ? inAction() : still();
  };
}

/** As many different empty places in some light as asked for, none of which names the thing. */
export function emptyPlaces(places: readonly Places[], word: string, count: number, random: Random): string[] {
  const next = takingTurns(random, places.flatMap(phrases));
  const own = telling(word);
  const found = new Set<string>();
  for (let tries = 0; found.size < count; tries += 1) {
    const { text, room } = next();
    const scene = `${text} ${pick(random, light[room])}`;
    if (!repeats(scene, own) || tries > 50 * count) found.add(scene);
  }
  return [...found];
}
