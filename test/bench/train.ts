/**
 * `npm run bench:train [-- --rounds 3] [--threads 2] [--shapes laptop,paper,dinov2-s] [--subjects 4] [--quick]`: what training an
 * adapter costs, the plain way as the paper's code and ours, at the same shapes in one go; and what one job for many
 * subjects saves. Writes docs/benchmarks/train.md and its chart, in about ten minutes on two quiet cores. `--quick` takes
 * few steps of each. `--subjects 16` is the long form of the last part.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { presetNamed } from '../../lib/domain/presets.ts';
import { installation } from '../../lib/local/installation.ts';
import { machine } from './machine.ts';
import { measuredBy } from './measured.ts';
import type { Document } from './train-figures.ts';
import { chart, page } from './train-page.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    threads: { type: 'string', default: '2' },
    shapes: { type: 'string' },
    subjects: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = values.rounds ?? (values.quick ? '1' : '3');
const shapes = values.shapes ?? (values.quick ? 'laptop,paper' : 'laptop,paper,dinov2-s');
const subjects = values.subjects ?? (values.quick ? '2' : '4');
if (![rounds, values.threads, subjects].every((text) => /^[1-9]\d{0,2}$/.test(text))) {
  process.stderr.write('OptionInvalid: --rounds, --threads and --subjects take whole numbers from 1 to 999.\n');
  process.exit(2);
}
if (!/^(laptop|paper|dinov2-s)(,(laptop|paper|dinov2-s))*$/.test(shapes)) {
  process.stderr.write('OptionInvalid: --shapes takes laptop, paper or dinov2-s, several with commas between.\n');
  process.exit(2);
}

async function measure(): Promise<Document> {
  const installed = installation();
  const { compose, represent } = presetNamed('laptop');
  const args = [
    ...['--assets', join(installed.root, 'assets')],
    ...['--compose', JSON.stringify(compose), '--represent', JSON.stringify(represent)],
    ...['--rounds', rounds, '--threads', values.threads, '--shapes', shapes, '--subjects', subjects],
    ...(values.quick ? ['--quick'] : []),
  ];
  return (await measuredBy(installed, 'train_measure.py', args)) as Document;
}

const load = loadavg()[0] ?? 0;
const measured = await measure();
const target = join(installation().root, 'docs', 'benchmarks');
mkdirSync(target, { recursive: true });
const args = process.argv.slice(2);
const command = `npm run bench:train${args.length === 0 ? '' : ` -- ${args.join(' ')}`}`;
const written = page(measured, { machine: machine(), command, load });
writeFileSync(join(target, 'train.md'), written);
writeFileSync(join(target, 'train.svg'), chart(measured));
process.stdout.write(written);
