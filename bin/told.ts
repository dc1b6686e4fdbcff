import type { Generation, PriorsCost } from './generation.ts';

/** What report and terminal say of a run's generator, in words. */

export const generatorTold = ({ generator: { name, licence } }: Generation): string =>
  licence === null ? `${name}, whose licence is not known here` : `${name}, licence ${licence.name}`;

export function captionsTold({ captions: { source, fallback } }: Generation): string {
  if (source === 'language-model') return 'written by a language model';
  return fallback === null
    ? 'made by the built-in grammar'
    : `made by the built-in grammar, because the language model's were not used: ${fallback}`;
}

export function checkerTold({ safetyChecker: { priors, dreambooth }, cost }: Generation): string {
  if (dreambooth === 'none') return 'none: the generator has none';
  const held = cost.sampling.heldBack + (cost.priors?.heldBack ?? 0);
  const count = held === 0 ? 'nothing was held back' : `${held} images were held back`;
  if (priors === null || priors === dreambooth) return dreambooth === 'off' ? 'off, by the preset' : `on; ${count}`;
  const [own, others] = ["the subject's images", "the category's"];
  return `on for ${priors === 'on' ? others : own}, off for ${priors === 'on' ? own : others}; ${count}`;
}

/** How the generator was kept from giving judged photos away. */
export function separationTold(separation: string | null): string {
  if (separation === null) return 'none: nothing was judged';
  if (separation === 'left out of the folds') {
    return 'the generator learnt from all reference photos, so the cross-validated adapters trained without its images; the adapter that serves trained with them';
  }
  if (separation === 'saw no held-out photo') return 'the generator never saw a held-out photo';
  return separation;
}

export function priorsTold({ reused, images }: PriorsCost): string {
  const names: Readonly<Record<string, string>> = {
    class: 'class images',
    negative: 'negatives',
    background: 'backgrounds',
  };
  const parts = Object.entries(images)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${names[kind] ?? kind}`);
  return `${parts.join(', ')}, ${reused ? 'reused' : 'made now'}`;
}
