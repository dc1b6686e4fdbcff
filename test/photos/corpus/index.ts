import { bombs } from './bombs.ts';
import { broken } from './broken.ts';
import { disguised } from './disguised.ts';
import type { CorpusFile } from './file.ts';
import { told } from './told.ts';

/** Every file of the corpus, made afresh and the same every time: nothing of it lies in the repository. */
export async function corpus(): Promise<CorpusFile[]> {
  return [...(await bombs()), ...(await broken()), ...(await disguised()), ...(await told())];
}
