import fc from 'fast-check';
import { readFailure, wordsOf } from '../../lib/domain/job-failure.ts';

const described = (FailureReason: string): string =>
  JSON.stringify({ TrainingJobName: 'job-1', TrainingJobStatus: 'Failed', FailureReason });

describe("a program's failure", () => {
  test.each([
    ['as SageMaker wraps it', described('AlgorithmError: PhotoTruncated: "a.jpg" ends early., exit code: 1')],
    ['with a negative status', described('AlgorithmError: PhotoTruncated: "a.jpg" ends early., exit code: -15')],
    ['without a status', described('AlgorithmError: PhotoTruncated: "a.jpg" ends early.')],
    ['unwrapped', described('PhotoTruncated: "a.jpg" ends early.')],
    ['as bare text', 'PhotoTruncated: "a.jpg" ends early.'],
  ])('%s has its code and words', (_, cause) => {
    expect(readFailure(cause)).toEqual({ code: 'PhotoTruncated', message: '"a.jpg" ends early.' });
  });

  test('keeps several lines, colons and commas of its own', () => {
    const words = 'first: a, exit code: 3, then\nsecond: b';
    expect(readFailure(described(`AlgorithmError: JobFailed: ${words}, exit code: 1`))).toEqual({
      code: 'JobFailed',
      message: words,
    });
  });

  test('comes back whatever its words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: -64, max: 255 }), (words, exit) => {
        const { code, message } = readFailure(described(`AlgorithmError: MaskMismatch: ${words}, exit code: ${exit}`));
        expect([code, message]).toEqual(['MaskMismatch', words]);
      }),
    );
  });
});

describe('any other failure is a failed job in its own words', () => {
  test.each([
    ['a code that nobody knows', 'AlgorithmError: NoSuchCode: words, exit code: 1'],
    ['the name of a member of every object', 'AlgorithmError: Constructor: words, exit code: 1'],
    ['no code', 'AlgorithmError: Traceback (most recent call last), exit code: 1'],
    ['nothing', 'AlgorithmError: , exit code: 137'],
    ['the platform', 'InternalServerError: We encountered an internal error. Please try again.'],
  ])('%s', (_, reason) => {
    expect(readFailure(described(reason))).toEqual({ code: 'JobFailed', message: reason });
  });

  test.each(['Rate exceeded (Service: AmazonSageMaker; Status Code: 400)', '', '{"broken', '[1, 2]', '17', 'null'])(
    'the text %j',
    (cause) => {
      expect(readFailure(cause)).toEqual({ code: 'JobFailed', message: cause });
    },
  );

  test('a job that was stopped says so, not its whole description', () => {
    const cause = JSON.stringify({ TrainingJobName: 'job-1', TrainingJobStatus: 'Stopped' });
    expect(readFailure(cause)).toEqual({ code: 'JobFailed', message: 'The training job ended as Stopped.' });
  });
});

test("a function's Cause says its message", () => {
  expect(wordsOf(JSON.stringify({ errorType: 'DiskFull', errorMessage: 'The disk is full.', trace: [] }))).toBe(
    'The disk is full.',
  );
});
