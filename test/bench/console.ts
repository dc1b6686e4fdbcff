/**
 * `npm run bench:console [-- --rounds 10] [--quick]`: what a person waits for in the console, in Chromium, on what `likeness up`
 * serves from data of full size. Writes docs/benchmarks/console.md, in about ten minutes on two quiet cores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Progress } from '../../bin/terminal/progress.ts';
import { installation } from '../../lib/local/installation.ts';
import { chromiumPath, openBrowser } from '../fixtures/chromium.ts';
import { measureGallery } from './console-gallery.ts';
import { gallerySection } from './console-gallery-page.ts';
import { page } from './console-page.ts';
import { measureRuns } from './console-runs.ts';
import { runsSection } from './console-runs-page.ts';
import { machine } from './machine.ts';
import { roundsOf } from './rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const { quick } = values;
const rounds = roundsOf(values.rounds, quick ? 1 : 10);
if (!existsSync(chromiumPath)) {
  process.stderr.write(`SetupIncomplete: there is no ${chromiumPath}. LIKENESS_CHROMIUM names another.\n`);
  process.exit(2);
}

const load = loadavg()[0] ?? 0;
const installed = installation();
const work = join(installed.root, '.cache', 'bench', 'console');
const progress = new Progress(process.stderr);
const told = (stage: string, done: number, total: number) => progress.step({ stage, done, total, values: {} });

const vite = join(installed.root, 'node_modules', 'vite', 'bin', 'vite.js');
const build = [vite, 'build', '--logLevel', 'warn', '--config', join(installed.root, 'console', 'vite.config.ts')];
const built = spawnSync(process.execPath, build, { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const browser = await openBrowser();
try {
  const at = { installed, browser, work };
  // Each view that is measured is a section of the page.
  const sections = [
    runsSection(await measureRuns(at, { few: 10, many: quick ? 1_000 : 10_000 }, rounds, told)),
    gallerySection(await measureGallery(at, quick ? 200 : 1_000, quick ? 1 : 3, told)),
  ];
  const given = process.argv.slice(2);
  const written = page(sections, {
    machine: machine(),
    browser: `Chromium ${browser.version()}`,
    command: `npm run bench:console${given.length === 0 ? '' : ` -- ${given.join(' ')}`}`,
    ...{ load, quick, rounds },
  });
  const target = join(installed.root, 'docs', 'benchmarks');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'console.md'), written);
  process.stdout.write(written);
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}
