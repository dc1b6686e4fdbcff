import { captionCount, grammarCaptions, identifier } from './captions.ts';
import { nounOf } from './noun.ts';

/** A language model that writes captions. */
export interface CaptionWriter {
  /**
   * The lines that the model answers to `captionRequest`, as it wrote them: nothing is checked.
   * @param category as `categoryOf` gives it
   * @throws whatever keeps it from answering
   */
  write(category: string): Promise<readonly string[]>;
}

/** More than are needed, since some will not do. */
const asked = 1.3 * captionCount;

/** What a language model is asked. The paper's own words are not published (its section 1.3). */
export function captionRequest(category: string): string {
  const { word } = nounOf(category);
  const [first, second, third] = grammarCaptions(category, 0).captions;
  return `Write ${asked} captions of photographs. All of them show one and the same thing; its category is "${word}".

Each caption
- calls the thing "${identifier} ${word}", spelt exactly so, once;
- says where the thing is, and where it suits also the light, what is next to it, what it does, or the viewpoint;
- has 6 to 14 words, in lower case, without a full stop;
- is about a place where such a thing is really found, and differs clearly from all the others.

If people wear, carry or use such a thing, a person does so in every second caption.
Say nothing about the thing's own colour, pattern, material, size or brand: it is always the same one.
Use no names of people, brands, places or characters, no links, no hashtags and no other codes.

Examples:
${first}
${second}
${third}

Answer with the ${asked} captions alone, one a line, numbered "1. ", "2. " and so on.`;
}

/** The lines without numbers, bullets, quotation marks and full stops; empty ones are left out. */
export function captionsIn(lines: readonly string[]): string[] {
  return lines
    .map((line) =>
      line
        .replace(/^\s*(?:\d{1,4}\s*[.):]|[-*•–])\s*/u, '')
        .replace(/^["'“”`]+|["'“”`]+$/gu, '')
        .replace(/[.\s]+$/u, '')
        .replace(/[\p{Space_Separator}\t]+/gu, ' ')
        .trim(),
    )
    .filter((caption) => caption !== '');
}
