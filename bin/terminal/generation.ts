import { sourceName } from '../../lib/domain/sources.ts';
import type { Generation, SourceResult } from '../generation.ts';
import { captionsTold, checkerTold, generatorTold, priorsTold, separationTold } from '../told.ts';
import { columns, signed } from './cells.ts';
import { oneLine } from './one-line.ts';
import { seconds } from './progress.ts';

/** The generator, what its steps cost, and what each source was worth; nothing for a run without one. */
export function generationLines(generation: Generation | null): string[] {
  if (generation === null) return [];
  const { priors, training, sampling } = generation.cost;
  const step = training.secondsPerStep === null ? '' : `, ${training.secondsPerStep.toFixed(2)} s a step`;
  const again = training.reused ? ', reused' : '';
  const lines = [
    `generator ${generatorTold(generation)}`,
    `captions  ${captionsTold(generation)}`,
    `checker   ${checkerTold(generation)}`,
    `judging   ${separationTold(generation.separation)}`,
    ...(priors === null ? [] : [`priors    ${priorsTold(priors)}, ${seconds(priors.seconds)}`]),
    `training  ${training.steps} steps of DreamBooth${step}, ${training.imagesPerSecond.toFixed(1)} images/s${again}`,
    `sampling  ${sampling.made} images, ${sampling.imagesPerSecond.toFixed(2)} images/s${again}`,
  ];
  return [...lines.map(oneLine), '', ...sourceLines(generation.sources)];
}

function sourceLines(sources: readonly SourceResult[]): string[] {
  const measured = sources.some(({ effect }) => effect !== null);
  const row = ({ source, candidates, kept, fidelity, keptFidelity, vendi, coverage, effect }: SourceResult) => [
    sourceName(source),
    String(candidates),
    String(kept),
    fidelity?.toFixed(2) ?? '-',
    keptFidelity?.toFixed(2) ?? '-',
    vendi.toFixed(1),
    coverage === null ? '-' : `${Math.round(100 * coverage)} %`,
    ...(measured ? [effect === null ? '-' : signed(effect.difference)] : []),
  ];
  const head = [
    'source',
    'images',
    'kept',
    'fidelity',
    'of kept',
    'Vendi',
    'coverage',
    ...(measured ? ['effect'] : []),
  ];
  return columns([head, ...sources.map(row)]);
}
