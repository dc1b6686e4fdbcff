import type { Likeness, Subject } from '@likeness/client';
import { shrink } from '@likeness/client/browser';
import { useService } from '../app/service.tsx';
import { useAsked } from '../asking/use-asked.ts';
import { isOfCategory } from './askable.ts';
import type { Photo } from './use-photos.ts';

/** Other subjects that a photo shows, as far as they know; those that no run judged yet, and those that did not answer. */
export interface SameThing {
  readonly looksLike: readonly string[];
  readonly unjudged: readonly string[];
  readonly unknown: readonly string[];
}

/** In milliseconds: an endpoint that has to wake first is not waited for. */
const patience = 30_000;
/** In pixels; an endpoint looks at fewer. */
const longestSide = 768;

const nothing: SameThing = { looksLike: [], unjudged: [], unknown: [] };

/** Whether the photo shows what another subject is of. */
export function useSameThing(photo: Photo | null, category: string, others: readonly Subject[]): SameThing {
  const { likeness } = useService();
  const key = `same thing ${photo?.id} ${others.map(({ id }) => id).join()}`;
  const { data } = useAsked(key, (signal) =>
    photo === null ? Promise.resolve(nothing) : ask(likeness, photo, others, signal),
  );
  if (data === null) return nothing;
  // What was not judged is worth a word only where it may well be the same.
  const near = new Set(others.filter((one) => isOfCategory(one, category)).map(({ id }) => id));
  return { ...data, unjudged: data.unjudged.filter((id) => near.has(id)) };
}

async function ask(
  likeness: Likeness,
  { file }: Photo,
  others: readonly Subject[],
  signal: AbortSignal,
): Promise<SameThing> {
  if (others.length === 0) return nothing;
  const image = await shrink(file, { longestSide });
  const until = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const answers = await Promise.all(
    others.map(async ({ id }) => {
      const answer = await likeness.match(id, image, { signal: until }).catch(() => null);
      return { id, match: answer?.data[0]?.match };
    }),
  );
  return {
    looksLike: answers.filter(({ match }) => match === true).map(({ id }) => id),
    unjudged: answers.filter(({ match }) => match === null).map(({ id }) => id),
    unknown: answers.filter(({ match }) => match === undefined).map(({ id }) => id),
  };
}
