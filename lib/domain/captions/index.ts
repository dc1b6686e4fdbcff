/** Captions of a category: places, light, company and what the thing does there, for the generator to draw. */
export { type Captions, captionCount, grammarCaptions, identifier, type Wording } from './captions.ts';
export { isListed, listedCategories, listedWord } from './categories.ts';
export { captionsWith } from './choose.ts';
export { type CaptionWriter, captionRequest } from './writer.ts';
