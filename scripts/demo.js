/** The whole job once: on the sample mug, or with the caller's own arguments after `npm run demo --`. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './launch.js';
import { setUpOrExit } from './setup/index.js';
import { inRoot } from './setup/paths.js';
import { report, SetupProblem } from './setup/problem.js';

const samples = inRoot('assets', 'samples');
const subject = join(samples, 'sunrise-mug');
const photoCount = 3;

/** Three of the sample's photos in a folder of their own, as a user would bring them. */
function chooseSamplePhotos() {
  const source = join(subject, 'reference');
  const chosen = readdirSync(source)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name) && !/\.mask\.png$/i.test(name))
    .sort()
    .slice(0, photoCount);
  const folder = inRoot('.cache', 'demo', 'photos');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of chosen) copyFileSync(join(source, name), join(folder, name));
  return folder;
}

const has = (args, option) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));

function sampleArguments(args) {
  const defaults = {
    '--photos': chooseSamplePhotos(),
    '--held-out': join(subject, 'held-out'),
    '--others': join(samples, 'others'),
    '--category': 'mug',
    '--preset': 'laptop-dreambooth',
    '--out': inRoot('likeness-demo'),
  };
  const missing = Object.entries(defaults).filter(([option]) => !has(args, option));
  return [...missing.flat(), ...(process.stdout.isTTY && !has(args, '--serve') ? ['--serve'] : []), ...args];
}

const args = process.argv.slice(2);
const json = args.includes('--json');
await setUpOrExit({ json });
if (has(args, '--photos') || args.includes('--help')) {
  launch(['personalize', ...args]);
} else if (existsSync(join(subject, 'reference'))) {
  launch(['personalize', ...sampleArguments(args)]);
} else {
  const message = 'The sample photos are missing (assets/samples). Run: git checkout -- assets/samples';
  report(new SetupProblem('SetupIncomplete', message), { json });
  process.exitCode = 2;
}
