import { sourceName } from '../../lib/domain/sources.ts';
import type { Effect, Generation, SourceResult } from '../generation.ts';
import type { PersonalizeResult } from '../result.ts';
import { signed } from '../terminal/cells.ts';
import { seconds } from '../terminal/progress.ts';
import { captionsTold, checkerTold, generatorTold, priorsTold, separationTold } from '../told.ts';
import { definitions, escapeHtml } from './html.ts';
import { keptChart, sourcesChart } from './sources-chart.ts';

/** What fell short, where a reader can't miss it. */
export function shortfallsSection({ shortfalls }: PersonalizeResult): string {
  if (shortfalls.length === 0) return '';
  const lines = shortfalls.map(({ message }) => `<li>${escapeHtml(message)}</li>`);
  return `<div class="verdict shortfalls"><strong>fell short</strong><ul>${lines.join('')}</ul></div>`;
}

/** Fidelity and diversity of each source, in a picture and in numbers. */
export function sourcesSection({ sources }: Generation): string {
  return `<section class="generated"><h2>What each source is worth</h2>
<p class="soft">Fidelity is the likeness to the object in the photos, on a scale they set: 1 is as alike as two real photos of it, 0 as alike as the negatives. The Vendi score counts how many wholly different images a source is worth. Coverage is the share of its faithful images that have one that trains close by.</p>
<div class="two"><section><h3>Faithful and diverse</h3><p class="key soft"><i class="hollow"></i>all its images<i class="full"></i>those that train</p>${sourcesChart(sources)}</section>
<section><h3>Kept</h3><p class="key soft"><i class="full"></i>trains<i class="faint"></i>dropped</p>${keptChart(sources)}</section></div>
${sourcesTable(sources)}</section>`;
}

function sourcesTable(sources: readonly SourceResult[]): string {
  const measured = sources.some(({ effect }) => effect !== null);
  const rows = sources.map((source) => {
    const { fidelity, keptFidelity, vendi, keptVendi, coverage, effect } = source;
    return `<tr><th scope="row">${escapeHtml(sourceName(source.source))}${reasons(source)}</th><td>${source.candidates}</td><td>${source.kept}</td>
<td>${number(fidelity, 2)}</td><td>${number(keptFidelity, 2)}</td><td>${number(vendi, 1)}</td><td>${number(source.kept === 0 ? null : keptVendi, 1)}</td><td>${coverage === null ? '–' : `${Math.round(100 * coverage)} %`}</td>${measured ? `<td>${effectCell(effect)}</td>` : ''}</tr>`;
  });
  const effects = measured
    ? '<p class="soft">The effect is what average precision (one reference) loses in an adapter trained without the source: above 0 the source helps.</p>'
    : '';
  return `<div class="scroll"><table class="sources"><thead><tr><th>source</th><th>images</th><th>kept</th><th>fidelity</th><th>of&nbsp;kept</th><th>Vendi</th><th>of&nbsp;kept</th><th>coverage</th>${measured ? '<th>effect</th>' : ''}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${effects}`;
}

const reasons = ({ dropped }: SourceResult): string => {
  const told = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  return told.length === 0 ? '' : `<small>dropped: ${escapeHtml(told.join('; '))}</small>`;
};

function effectCell(effect: Effect | null): string {
  if (effect === null) return '–';
  const { difference, interval } = effect;
  return `${signed(difference)}${interval ? `<small>${signed(interval[0])} to ${signed(interval[1])}</small>` : ''}`;
}

/** What made the images, by which rules, and what each step cost. */
export function generatorSection(generation: Generation): string {
  const { generator, separation } = generation;
  const facts = {
    generator: [generatorTold(generation), generator.licence?.restricts].filter(Boolean).join('. '),
    'its digest': generator.digest,
    captions: captionsTold(generation),
    'safety checker': checkerTold(generation),
    'judged photos': separationTold(separation),
  };
  return `<section class="generated"><h2>How the images were made</h2>${definitions(facts)}${costTable(generation)}</section>`;
}

function costTable({ cost: { priors, training, sampling } }: Generation): string {
  const rows = [
    ...(priors === null ? [] : [['Priors', priorsTold(priors), seconds(priors.seconds), '']]),
    [
      'DreamBooth training',
      `${training.steps} steps${training.reused ? ', reused' : ''}`,
      seconds(training.seconds),
      `${training.secondsPerStep === null ? '' : `${training.secondsPerStep.toFixed(2)} s a step, `}${training.imagesPerSecond.toFixed(1)} images/s`,
    ],
    [
      'DreamBooth sampling',
      `${sampling.made} images${training.reused ? ', reused' : ''}`,
      seconds(sampling.seconds),
      `${sampling.imagesPerSecond.toFixed(2)} images/s`,
    ],
  ].map(
    ([step, what, time, rate]) =>
      `<tr><th scope="row">${step}</th><td>${what}</td><td>${time}</td><td>${rate}</td></tr>`,
  );
  return `<div class="scroll"><table class="costs"><thead><tr><th>step</th><th>what</th><th>time</th><th>rate</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p class="soft">Trained on ${training.device === 'cpu' ? 'the processor' : escapeHtml(training.device)}. What is reused cost this run nothing; its figures are those of the run that made it.</p>`;
}

const number = (value: number | null, digits: number): string => (value === null ? '–' : value.toFixed(digits));
