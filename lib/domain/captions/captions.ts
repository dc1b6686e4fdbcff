import { kindOf, settingOf } from './categories.ts';
import { withoutIdentifier } from './english.ts';
import { type Noun, named, nounOf, unnamed } from './noun.ts';
import { randomOf } from './random.ts';
import { scenes } from './scenes.ts';
import { emptyPlaces, sentencesAbout } from './sentences.ts';

/** Stands for the subject in every sentence. Spelt so in the paper, section 1.1. */
export const identifier = '<new1>';

/** How many captions a category has; the paper's lists have as many, section 1.3. */
export const captionCount = 100;

/**
 * The short prompts: `paper` has them word for word as the paper's code, articles missing and capitals included
 * (sections 1.1 and 1.3).
 */
export type Wording = 'plain' | 'paper';

/** `captions.json`: the sentences that images of a category are made from, and never of a tenant or a subject. */
export interface Captions {
  readonly version: 1;
  /** As it was asked for. */
  readonly category: string;
  readonly identifier: string;
  readonly source: 'grammar' | 'language-model';
  /** Why the language model's captions were not used; null where they were, or where there is no model. */
  readonly fallback: string | null;
  /** What DreamBooth learns the photos under: "a photo of <new1> mug". */
  readonly instance: string;
  /** What class images are made from: "a photo of a mug". */
  readonly class: string;
  /** For images made without captions: "a photo of a <new1> mug". */
  readonly standard: string;
  /** 100 different ones, each with the identifier once, followed by the category. */
  readonly captions: readonly string[];
  /** The same in the same order without the identifier: any thing of the category. */
  readonly negatives: readonly string[];
  /** 100 places without the thing, for generated backgrounds. */
  readonly scenes: readonly string[];
}

const shortPrompts: Readonly<Record<Wording, (noun: Noun) => Pick<Captions, 'instance' | 'class' | 'standard'>>> = {
  plain: (noun) => ({
    instance: `a photo of ${identifier} ${noun.word}`,
    class: `a photo of ${unnamed(noun)}`,
    standard: `a photo of ${named(noun, identifier)}`,
  }),
  paper: ({ word }) => ({
    instance: `a photo of ${identifier} ${word}`,
    class: `A photo of ${word}`,
    standard: `photo of a ${identifier} ${word}`,
  }),
};

/**
 * Captions of our own grammar, for every category there is: a listed word's kind chooses places that suit such
 * things, any other word gets places that suit anything. Equal for equal arguments, on every machine.
 * @param category as `categoryOf` gives it
 * @param seed chooses among the thousands of sentences that a kind has
 */
export function grammarCaptions(category: string, seed: number, wording: Wording = 'plain'): Captions {
  const noun = nounOf(category);
  const setting = settingOf(kindOf(category));
  const about = { setting, worn: !noun.halfOfPair };
  const random = randomOf({ captions: noun.word, seed });
  const captions = sentencesAbout(named(noun, identifier), unnamed(noun), about, captionCount, random);
  return {
    version: 1,
    category,
    identifier,
    source: 'grammar',
    fallback: null,
    ...shortPrompts[wording](noun),
    captions,
    negatives: captions.map((caption) => withoutIdentifier(caption, identifier)),
    scenes: emptyPlaces(
      setting.scenes.map((group) => scenes[group]),
      noun.word,
      captionCount,
      randomOf({ scenes: noun.word, seed }),
    ),
  };
}
