import { Progress, type Step, seconds } from '../../bin/terminal/progress.ts';

/** Writes into a string; what a terminal would show of it is `screen`. */
class Sink {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(isTTY: boolean, columns = 120) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }

  /** The lines on the screen, after cursor movements: `up n lines` followed by `clear to the end`. */
  get screen(): string[] {
    const lines: string[] = [];
    for (const [, up, line] of this.text.replaceAll('\x1b', '␛').matchAll(/␛\[(\d+)A␛\[J|([^\n]*)\n/g)) {
      if (up === undefined) lines.push(line ?? '');
      else lines.splice(lines.length - Number(up));
    }
    return lines;
  }
}

let time = 0;
beforeEach(() => {
  time = 0;
});
const started = (sink: Sink): Progress => new Progress(sink, () => time * 1000);
const step = (done: number, change: Partial<Step> = {}): Step => ({
  stage: 'train',
  done,
  total: 10,
  values: {},
  ...change,
});

describe('on a terminal', () => {
  test('a stage is one line that is redrawn in place', () => {
    const sink = new Sink(true);
    const progress = started(sink);
    progress.step(step(1));
    progress.step(step(5));
    expect(sink.screen).toEqual([expect.stringMatching(/^ {2}train +█{12}░{12} +5\/10/)]);
  });

  test('stages side by side are a line each, and one that is done stays above the others', () => {
    const sink = new Sink(true);
    const progress = started(sink);
    progress.step(step(1));
    progress.step(step(1, { stage: 'compose', total: 2 }));
    progress.step(step(2, { stage: 'compose', total: 2 }));
    progress.step(step(2));
    expect(sink.screen).toEqual([expect.stringContaining('compose'), expect.stringMatching(/train.* 2\/10/)]);
  });

  test('the end leaves only what is done', () => {
    const sink = new Sink(true);
    const progress = started(sink);
    progress.step(step(1));
    progress.end();
    progress.end();
    expect(sink.screen).toEqual([]);
  });

  test('a line never fills the width, which would wrap it', () => {
    const sink = new Sink(true, 40);
    started(sink).step(step(1, { values: { loss: 1.5, words: 'many '.repeat(20) } }));
    expect(sink.screen.map((line) => line.length)).toEqual([39]);
  });
});

describe('elsewhere', () => {
  test('a line is written at the start and at every quarter, without a control character', () => {
    const sink = new Sink(false);
    const progress = started(sink);
    for (let done = 1; done <= 100; done += 1) progress.step(step(done, { total: 100 }));
    expect(sink.text).not.toContain('\x1b');
    const counts = sink.text.match(/\d+\/100/g);
    expect(counts).toEqual(['1/100', '25/100', '50/100', '75/100', '100/100']);
  });

  test('a stage of one step is one line', () => {
    const sink = new Sink(false);
    started(sink).step(step(1, { total: 1 }));
    expect(sink.text.trim().split('\n')).toHaveLength(1);
  });
});

describe('the time left', () => {
  const lineAfter = (steps: readonly (readonly [at: number, done: number])[]): string => {
    const sink = new Sink(true);
    const progress = started(sink);
    for (const [at, done] of steps) {
      time = at;
      progress.step(step(done));
    }
    return sink.screen.at(-1) ?? '';
  };

  test('is not known after one step', () => {
    expect(lineAfter([[3, 1]])).not.toContain('left');
  });

  test('is what the steps since took, times what is to do', () => {
    expect(
      lineAfter([
        [0, 1],
        [4, 3],
      ]),
    ).toContain('14.0 s left');
  });

  test('of a stage that went on from a checkpoint counts its own steps alone', () => {
    expect(
      lineAfter([
        [0, 7],
        [2, 8],
      ]),
    ).toContain('4.0 s left');
  });

  test('becomes the time it took when the stage is done', () => {
    const line = lineAfter([
      [1, 1],
      [9, 10],
    ]);
    expect(line).toContain(' 8.0 s');
    expect(line).not.toContain('left');
  });
});

test('what a program measured is shown in three digits, and words and counts as they are', () => {
  const sink = new Sink(false);
  started(sink).step(step(1, { values: { loss: 1.23456, kept: 1234, note: 'ok', rate: 0.000_012_34 } }));
  expect(sink.text).toMatch(/loss 1\.23 {2}kept 1234 {2}note ok {2}rate 0\.0000123\n$/);
});

test.each([
  ['more done than there was to do', step(12)],
  ['nothing to do', step(0, { total: 0 })],
])('%s is drawn all the same', (_, odd) => {
  for (const isTTY of [true, false]) {
    const sink = new Sink(isTTY);
    expect(() => started(sink).step(odd)).not.toThrow();
  }
});

test.each([
  [0, '0.0 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 0 s'],
  [60, '1 min 0 s'],
  [119.6, '2 min 0 s'],
  [3599.4, '59 min 59 s'],
])('%d seconds are %s', (value, text) => {
  expect(seconds(value)).toBe(text);
});
