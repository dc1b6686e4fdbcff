/**
 * `npm run bench:soak-serve [-- --seconds 600]`: the embedding server under load for ten minutes, with adapters coming and
 * going and more of them than fit into memory. Writes docs/benchmarks/soak.md and the chart of its memory; ends with
 * status 1 where an answer was wrong.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installation } from '../../lib/local/installation.ts';
import { machine } from './machine.ts';
import { measuredBy } from './measured.ts';
import { chart, page, soakMeasurement } from './soak-page.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
if (!/^[1-9]\d{1,4}$/.test(values.seconds)) {
  process.stderr.write('OptionInvalid: --seconds takes a whole number from 10 to 99999.\n');
  process.exit(2);
}
const installed = installation();
const work = join(installed.root, '.cache', 'bench', 'serve');
await mkdir(work, { recursive: true });
const args = ['--backbone', installed.backbone, '--work', work, '--seconds', values.seconds];
const measured = soakMeasurement.parse(await measuredBy(installed, 'soak_measure.py', args));
const target = join(installed.root, 'docs', 'benchmarks');
await mkdir(target, { recursive: true });
const written = page(measured, machine());
await writeFile(join(target, 'soak.md'), written);
await writeFile(join(target, 'soak.svg'), chart(measured));
process.stdout.write(written);
process.exitCode = measured.wrong.count === 0 ? 0 : 1;
