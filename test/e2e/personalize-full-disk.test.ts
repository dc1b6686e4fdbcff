import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyPhotos, type Ended, printed, runLimit, samples } from '../fixtures/command.ts';

/** A user namespace may mount a small disk; not every system lets it. */
const canMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0;

/** Kilobytes left free: for no home, for no job's results. */
const frees = [600, 8000];

interface Outcome {
  readonly runs: readonly {
    readonly free: number;
    readonly status: number;
    readonly code: string;
    readonly last: string;
    readonly left: { readonly out: boolean; readonly halves: readonly string[] };
  }[];
  readonly freed: Ended;
  readonly disk: readonly string[];
  readonly halves: readonly string[];
}

(canMount ? describe : describe.skip)('personalize on a full disk (needs unshare)', () => {
  let base: string;
  let outcome: Outcome;

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'likeness-disk-'));
    const photos = copyPhotos(join(samples, 'tin-robot', 'reference'), join(base, 'photos'), 2);
    const disk = join(base, 'disk');
    mkdirSync(disk);
    const program = join(import.meta.dirname, 'full-disk.program.ts');
    const mounted = 'mount -t tmpfs -o size=100m none "$1" && shift && exec "$@"';
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      'unshare',
      [
        ...['-rm', 'sh', '-c', mounted, 'sh', disk, process.execPath, '--no-warnings', program],
        ...[disk, photos, ...frees.map(String)],
      ],
      { env, maxBuffer: 64 * 1024 * 1024 },
    );
    outcome = JSON.parse(stdout) as Outcome;
  }, runLimit);
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test.each(frees.map((free, index) => ({ free, index })))(
    'says DiskFull in one line with $free KB left, and leaves nothing half-written',
    ({ free, index }) => {
      expect(outcome.runs[index]).toEqual({
        free,
        status: 2,
        code: 'DiskFull',
        last: expect.stringMatching(/^DiskFull: .*[Ff]ree some space.*start/),
        left: { out: false, halves: [] },
      });
    },
  );

  test('does the whole job once there is space', () => {
    expect(printed(outcome.freed).adapter.digest).toMatch(/^[0-9a-f]{64}$/);
    expect({ disk: outcome.disk, halves: outcome.halves }).toEqual({ disk: ['data', 'out'], halves: [] });
  });
});
