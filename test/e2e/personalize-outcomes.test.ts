import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPhotos, likeness, printed, root, runLimit, samples, start } from '../fixtures/command.ts';
import { attemptsIn, jobFaults } from '../fixtures/jobs.ts';
import { processesNaming } from '../fixtures/processes.ts';

const robot = join(samples, 'tin-robot', 'reference');
let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-outcomes-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux(
  'an interrupted command ends in order and goes on; without held-out photos its verdict is cross-validated',
  async () => {
    const command = [
      ...['personalize', '--photos', copyPhotos(robot, join(base, 'photos'), 3)],
      ...['--others', copyPhotos(join(samples, 'others'), join(base, 'others'), 20, { masks: false })],
      ...['--category', 'robot', '--data', join(base, 'data'), '--out', join(base, 'out'), '--json'],
    ];
    const env = { LIKENESS_DATA: join(base, 'data') };

    /** Runs the command up to a stage of its progress. */
    async function interrupt(stage: RegExp, signal: NodeJS.Signals, whom: 'command' | 'group') {
      const running = start(command, { env });
      await running.shown(stage);
      process.kill(Number(running.child.pid) * (whom === 'group' ? -1 : 1), signal);
      const { status, stdout, stderr } = await running.ended;
      expect({ status, ...JSON.parse(stdout) }).toMatchObject({
        status: 2,
        error: { code: 'Interrupted', fault: 'user', message: expect.stringContaining('The same command goes on') },
      });
      expect(stderr).toMatch(/Interrupted: Stopped\.[^\n]*\n$/);
      expect(processesNaming(join(base, 'data'))).toEqual([]);
      expect(readdirSync(base).sort()).toEqual(['data', 'others', 'photos']);
    }

    // As a terminal or a supervisor does, to every process of the group, so that the command hears of it twice.
    await interrupt(/^ *compose /m, 'SIGINT', 'group');
    await interrupt(/^ *train /m, 'SIGTERM', 'command');

    const { verdict, stages } = printed(await likeness(command, { env }));
    expect(verdict).toMatchObject({
      outcome: expect.stringMatching(/^(better|tie|worse)$/),
      protocol: 'cross-validation',
      metrics: { averagePrecisionOneReference: { interval: [expect.any(Number), expect.any(Number)] } },
    });
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['compose', 'train', 'evaluate']));
    expect(jobFaults(join(base, 'data'))).toEqual([]);
    const represented = attemptsIn(join(base, 'data')).find(({ runs }) => runs.length > 1);
    expect(represented?.runs.at(-1)?.exit).toBe(0);
    expect(processesNaming(join(base, 'data'))).toEqual([]);
  },
  runLimit,
);

const photosOfThings = process.env.LIKENESS_PHOTOS;
const withPhotos = photosOfThings === undefined ? test.skip : test;
withPhotos(
  'real photos: three of a thing, judged by its others and by other things (needs LIKENESS_PHOTOS)',
  async () => {
    const folder = photosOfThings ?? '';
    const subjects = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const [chosen = '', ...others] = subjects;
    const held = copyPhotos(join(folder, chosen), join(base, 'held-out'), Infinity, { masks: false });
    const photos = copyPhotos(join(folder, chosen), join(base, 'photos'), 3, { masks: false });
    for (const name of readdirSync(photos)) rmSync(join(held, name));
    for (const other of others) {
      copyPhotos(join(folder, other), join(base, 'others', other), 3, { masks: false });
    }
    const ended = await likeness(
      [
        ...['personalize', '--photos', photos, '--held-out', held, '--others', join(base, 'others')],
        ...['--category', chosen.replaceAll('_', ' '), '--data', join(base, 'data'), '--out', join(base, 'out')],
        '--json',
      ],
      { cwd: root },
    );
    const { photos: taken, verdict, endpoint, adapter } = printed(ended);
    expect(taken).toMatchObject({ references: 3, heldOut: readdirSync(held).length, dropped: [], warnings: [] });
    expect(verdict.outcome).toMatch(/^(better|tie|worse)$/);
    expect(verdict.metrics?.averagePrecision.personalized).toBeGreaterThan(0.1);
    expect(endpoint.adapter).toBe(verdict.outcome === 'better' ? adapter.name : null);
  },
  runLimit,
);
