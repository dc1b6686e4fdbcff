/**
 * Runs the command on the small disk at `argv[2]`, with less and less of it taken by something else, then with all of it
 * free, and prints how each run ended. The photos lie elsewhere, at `argv[3]`.
 */
import { closeSync, existsSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { likeness } from '../fixtures/command.ts';

const [, , disk = '', photos = ''] = process.argv;
const filler = join(disk, 'somebody else');
const out = join(disk, 'out');
const command = [
  ...['personalize', '--photos', photos, '--category', 'robot'],
  ...['--data', join(disk, 'data'), '--out', out, '--json'],
];

/** Takes all of the disk but so many kilobytes. */
function leave(kilobytes: number): void {
  rmSync(filler, { force: true });
  const { bavail, bsize } = statfsSync(disk);
  const file = openSync(filler, 'w');
  for (let left = bavail * bsize - kilobytes * 1024; left > 0; left -= 4096) writeSync(file, Buffer.alloc(4096));
  closeSync(file);
}

/** What a write that was broken off could leave: temporary files, and the volume of a job that is not running. */
const half = /\.(partial|new)$|^data\/objects\/\.tmp\/.|^data\/jobs\/[^/]+\/(input|model|output|.*\.tar\.gz)$/;
const halves = (): string[] =>
  readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((name) => half.test(name));

const runs = [];
for (const free of process.argv.slice(4).map(Number)) {
  leave(free);
  const { status, stdout, stderr } = await likeness(command);
  const last = stderr.trimEnd().split('\n').at(-1);
  const { error } = JSON.parse(stdout);
  runs.push({ free, status, code: error?.code, last, left: { out: existsSync(out), halves: halves() } });
}
rmSync(filler);
const freed = await likeness(command);
process.stdout.write(JSON.stringify({ runs, freed, disk: readdirSync(disk).sort(), halves: halves() }));
