/**
 * `npm run bench:serve [-- --rounds 3] [--quick]`: images a second with one, eight and up to a thousand adapters mixed on
 * one backbone, through the server and against stock peft; cold loads, latency under load, memory. Writes
 * docs/benchmarks/serve.md and its chart, in about eight minutes on two quiet cores; where there is a GPU also
 * serve-dinov2-base.md, of that shape.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installation } from '../../lib/local/installation.ts';
import { machine } from './machine.ts';
import { measuredBy } from './measured.ts';
import { roundsOf } from './rounds.ts';
import { measurement } from './serve-figures.ts';
import { chart, page } from './serve-page.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const rounds = roundsOf(values.rounds, values.quick ? 1 : 3);

const installed = installation();
const load = loadavg()[0] ?? 0;
const work = join(installed.root, '.cache', 'bench', 'serve');
await mkdir(work, { recursive: true });
const target = join(installed.root, 'docs', 'benchmarks');
await mkdir(target, { recursive: true });
const given = process.argv.slice(2);
const command = `npm run bench:serve${given.length === 0 ? '' : ` -- ${given.join(' ')}`}`;

/** Measures one backbone and writes its page; says whether a GPU did it. */
async function measure(backbone: string, name: string): Promise<boolean> {
  const args = [
    '--backbone',
    backbone,
    '--work',
    work,
    '--rounds',
    String(rounds),
    ...(values.quick ? ['--quick'] : []),
  ];
  const measured = measurement.parse(await measuredBy(installed, 'serve_measure.py', args));
  const written = page(measured, { machine: machine(), command, load, quick: values.quick, chart: `${name}.svg` });
  await writeFile(join(target, `${name}.md`), written);
  await writeFile(join(target, `${name}.svg`), chart(measured));
  process.stdout.write(written);
  return measured.gpu !== null;
}

if (await measure(installed.backbone, 'serve')) await measure('dinov2-base', 'serve-dinov2-base');
