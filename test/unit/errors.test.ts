import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import {
  errorFromCode,
  faultOf,
  InputError,
  isErrorCode,
  LikenessError,
  ServiceError,
} from '../../lib/domain/errors.ts';

const root = resolve(import.meta.dirname, '../..');

describe('an error', () => {
  const origin = new TypeError('first');
  const error = new InputError('PhotoTooSmall', '"a.jpg" is small.', { cause: origin });

  test('is named by its code, which is what Lambda hands on', () => {
    expect(error).toMatchObject({ name: 'PhotoTooSmall', code: 'PhotoTooSmall', fault: 'user', cause: origin });
    expect(String(error)).toBe('PhotoTooSmall: "a.jpg" is small.');
  });

  test('is one of the hierarchy', () => {
    expect(error).toBeInstanceOf(LikenessError);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ServiceError);
  });
});

describe('a code', () => {
  test.each(['PhotosFolderMissing', 'PresetUnknown', 'DiskFull', 'Interrupted'] as const)('%s: the user', (code) => {
    expect(faultOf(code)).toBe('user');
    expect(errorFromCode(code, 'why')).toBeInstanceOf(InputError);
  });

  test.each(['ObjectNotFound', 'JobFailed', 'RecordConflict', 'Internal'] as const)('%s: ours', (code) => {
    expect(faultOf(code)).toBe('service');
    expect(errorFromCode(code, 'why')).toBeInstanceOf(ServiceError);
  });

  test('from a wire becomes the error it was, with its cause', () => {
    const cause = new Error('first');
    expect(errorFromCode('JobFailed', 'why', { cause })).toMatchObject({ code: 'JobFailed', message: 'why', cause });
  });

  test.each(['', 'jobfailed', 'Error', 'States.TaskFailed', 'toString', '__proto__', 'hasOwnProperty'])(
    "'%s' is none",
    (text) => {
      expect(isErrorCode(text)).toBe(false);
    },
  );
});

describe('the command', () => {
  const likeness = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'bin', 'likeness.ts'), ...args], { cwd: root, encoding: 'utf8' });

  test('exits with 2 for what the user can mend, and says it in one line', () => {
    const { status, stdout, stderr } = likeness('personalise');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^OptionUnknown: There is no command 'personalise'\..*$/m);
  });

  test('says a failure as JSON too where JSON was asked for', () => {
    const { status, stdout } = likeness('personalize', '--json', '--photos', 'x');
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      error: { code: 'CategoryMissing', fault: 'user', message: expect.stringContaining('--category') },
    });
  });

  test('without a word prints how it is used and exits with 2, with --help with 0', () => {
    const [bare, help] = [likeness(), likeness('--help')];
    expect([bare.status, help.status]).toEqual([2, 0]);
    expect(help.stdout).toBe(bare.stdout);
    expect(help.stdout).toContain('likeness personalize --photos DIR');
  });
});
