import { type Captions, captionCount, grammarCaptions, identifier, type Wording } from './captions.ts';
import { withoutIdentifier } from './english.ts';
import { nounOf } from './noun.ts';
import { faultOf } from './sieve.ts';
import { type CaptionWriter, captionsIn } from './writer.ts';

/**
 * The category's captions: the language model's where it wrote 100 that can be used, else the grammar's, and then
 * `fallback` says why. It never fails for the model's sake. The short prompts and the scenes are always the grammar's.
 *
 * `fallback` names causes, not counts or messages, which may tell of accounts.
 * @param writer null where there is no language model
 * @param category as `categoryOf` gives it
 * @param seed of the grammar; a language model has none
 */
export async function captionsWith(
  writer: CaptionWriter | null,
  category: string,
  seed: number,
  wording: Wording = 'plain',
): Promise<Captions> {
  const own = grammarCaptions(category, seed, wording);
  if (writer === null) return own;
  const lines = await answerOf(writer, category);
  if (typeof lines === 'string') return { ...own, fallback: lines };
  const { captions, faults } = sifted(captionsIn(lines), nounOf(category).word);
  if (captions.length < captionCount) return { ...own, fallback: tooFew(faults) };
  const negatives = captions.map((caption) => withoutIdentifier(caption, identifier));
  return { ...own, source: 'language-model', captions, negatives };
}

/** The model's lines, or why there are none. */
async function answerOf(writer: CaptionWriter, category: string): Promise<readonly string[] | string> {
  try {
    return await writer.write(category);
  } catch (error) {
    return `the language model failed: ${nameOf(error)}`;
  }
}

/** The kind of the error, or of what caused it: `ThrottlingException`. Its message may tell of accounts. */
function nameOf(error: unknown): string {
  const { cause, code, name } = Object(error) as Readonly<Record<'cause' | 'code' | 'name', unknown>>;
  if (cause !== undefined) return nameOf(cause);
  if (typeof code === 'string' && name === 'Error') return code;
  return typeof name === 'string' ? name : 'Error';
}

/** The first hundred that can be used, and what was wrong with the others. */
function sifted(written: readonly string[], word: string): { captions: string[]; faults: string[] } {
  const captions = new Map<string, string>();
  const faults: string[] = [];
  for (const caption of written) {
    const fault = faultOf(caption, identifier, word);
    const same = caption.toLowerCase().replace(/[^\p{L}\p{M}\p{N}<>]+/gu, ' ');
    if (fault !== undefined) faults.push(fault);
    else if (captions.has(same)) faults.push('were there already');
    else captions.set(same, caption);
  }
  return { captions: [...captions.values()].slice(0, captionCount), faults };
}

function tooFew(faults: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  const short = `the language model wrote fewer than ${captionCount} captions that can be used`;
  return commonest === undefined ? short : `${short}: of the others most ${commonest[0]}`;
}
