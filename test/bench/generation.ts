/**
 * `npm run bench:generation [-- --rounds 3] [--threads 2]`: what DreamBooth and sampling cost, plain as the paper's scripts
 * and ours, at the same shapes in one go. Without a GPU it measures the small generator and writes
 * docs/benchmarks/generation.md and its chart, in about ten minutes on two quiet cores; with one it measures Stable
 * Diffusion 1.5 and SDXL at full size and writes generation-gpu.md. `--shapes small,sd15,sdxl` chooses others.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { presetNamed } from '../../lib/domain/presets.ts';
import { installation } from '../../lib/local/installation.ts';
import type { Document, Recipe } from './generation-figures.ts';
import { chart, page } from './generation-page.ts';
import { machine } from './machine.ts';
import { measuredBy } from './measured.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    shapes: { type: 'string', default: '' },
  },
});
if (![values.rounds, values.threads].every((text) => /^[1-9]\d{0,2}$/.test(text))) {
  process.stderr.write('OptionInvalid: --rounds and --threads take whole numbers from 1 to 999.\n');
  process.exit(2);
}
if (!/^((small|sd15|sdxl)(,|$))*$/.test(values.shapes)) {
  process.stderr.write('OptionInvalid: --shapes takes small, sd15 or sdxl, several with commas between.\n');
  process.exit(2);
}

/** The small generator's is what ships; the others' are the fastest that their memory allows. */
function recipes(): Readonly<Record<string, Recipe>> {
  const { generate } = presetNamed('laptop-dreambooth');
  const { method, precision, batch, sample_batch, sampling_steps } = generate as unknown as Recipe;
  return {
    small: { method, precision, batch, sample_batch, sampling_steps },
    sd15: { method: 'full', precision: 'bf16', batch: 4, sample_batch: 16, sampling_steps: 25 },
    sdxl: { method: 'lora', precision: 'bf16', batch: 2, sample_batch: 4, sampling_steps: 25 },
  };
}

async function measure(): Promise<Document> {
  const installed = installation();
  const small = join(installed.root, 'assets', 'generators', 'tiny-sd');
  const args = [
    ...['--recipes', JSON.stringify(recipes())],
    ...['--rounds', values.rounds, '--threads', values.threads, '--shapes', values.shapes],
    ...(existsSync(small) ? ['--small', small] : []),
  ];
  return (await measuredBy(installed, 'generation_measure.py', args)) as Document;
}

const load = loadavg()[0] ?? 0;
const measured = await measure();
const target = join(installation().root, 'docs', 'benchmarks');
const name = measured.device === null ? 'generation' : 'generation-gpu';
mkdirSync(target, { recursive: true });
const on = measured.device === null ? machine() : machine().replace('no GPU', measured.device);
const written = page(measured, { name, machine: on, command: commandGiven(), load });
writeFileSync(join(target, `${name}.md`), written);
const drawn = chart(measured);
if (drawn !== null) writeFileSync(join(target, `${name}.svg`), drawn);
process.stdout.write(written);

/** As it would be typed again. */
function commandGiven(): string {
  const args = process.argv.slice(2);
  return `npm run bench:generation${args.length === 0 ? '' : ` -- ${args.join(' ')}`}`;
}
