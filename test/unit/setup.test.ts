import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The set-up's modules are plain JavaScript, because they run before anything is installed. */
const load = async <T>(...path: string[]): Promise<T> => (await import(join(root, 'scripts', ...path))) as T;

interface Tally {
  passed: number;
  failed: number;
  skipped: string[];
  failures: string[];
}
const { jestTally, pytestTally } = await load<Record<'jestTally' | 'pytestTally', (text: string) => Tally>>(
  'testing',
  'tally.js',
);
const { withLock } = await load<{
  withLock: (folder: string, onWait: (pid: number) => void, work: () => Promise<void>) => Promise<void>;
}>('setup', 'lock.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'likeness-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the totals', () => {
  test('count tests, skipped tests and suites that do not load', () => {
    const suite = (status: string, ...tests: [string, string][]) => ({
      name: 'a.test.ts',
      status,
      assertionResults: tests.map(([fullName, result]) => ({ fullName, status: result })),
    });
    const testResults = [suite('failed', ['a', 'passed'], ['b', 'failed'], ['c: no GPU', 'pending']), suite('failed')];
    expect(jestTally(JSON.stringify({ testResults }))).toEqual({
      passed: 1,
      failed: 2,
      skipped: ['c: no GPU'],
      failures: ['b', 'a.test.ts'],
    });
  });

  test('read the reasons of skips and the errors of fixtures in a JUnit report', () => {
    const report = `<testsuites><testsuite tests="4">
      <testcase classname="m" name="good" time="0.1" />
      <testcase classname="m" name="bad[a&gt;b]"><failure message="x &lt; y">trace</failure></testcase>
      <testcase classname="m" name="gone"><error message="fixture">trace</error></testcase>
      <testcase classname="m" name="away"><skipped type="pytest.skip" message="no &quot;GPU&quot; here">f.py</skipped></testcase>
    </testsuite></testsuites>`;
    expect(pytestTally(report)).toEqual({
      passed: 1,
      failed: 2,
      skipped: ['m away: no "GPU" here'],
      failures: ['m bad[a>b]', 'm gone'],
    });
  });

  test('are zero for reports without tests', () => {
    const none = { passed: 0, failed: 0, skipped: [], failures: [] };
    expect(jestTally('{"testResults":[]}')).toEqual(none);
    expect(pytestTally('<testsuites><testsuite tests="0"></testsuite></testsuites>')).toEqual(none);
  });
});

describe('the lock', () => {
  test('lets one set-up work at a time and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((done) => setImmediate(done));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(folder, () => {}, work)));
    expect([most, readdirSync(folder)]).toEqual([1, []]);
  });

  test('passes from a set-up that died', async () => {
    const { pid } = spawnSync('true');
    writeFileSync(join(folder, 'lock'), `${hostname()} ${pid} x`);
    let worked = false;
    await withLock(
      folder,
      () => {},
      async () => {
        worked = true;
      },
    );
    expect([worked, readdirSync(folder)]).toEqual([true, []]);
  });

  test('is given back when the work fails', async () => {
    const failing = withLock(
      folder,
      () => {},
      () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the launcher before the set-up', () => {
  const launch = (...args: string[]) => {
    mkdirSync(join(folder, 'bin'));
    cpSync(join(root, 'bin', 'likeness.js'), join(folder, 'bin', 'likeness.js'));
    cpSync(join(root, 'scripts', 'launch.js'), join(folder, 'scripts', 'launch.js'));
    cpSync(join(root, 'scripts', 'setup'), join(folder, 'scripts', 'setup'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    return spawnSync(process.execPath, [join(folder, 'bin', 'likeness.js'), ...args], { encoding: 'utf8' });
  };

  test('says in one line which command to run', () => {
    const { status, stdout, stderr } = launch('runs');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^SetupIncomplete: .*npm run setup\n$/);
  });

  test('answers --json with the error document', () => {
    const { status, stdout } = launch('runs', '--json');
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      error: { code: 'SetupIncomplete', message: expect.stringContaining('npm run setup') },
    });
  });
});
