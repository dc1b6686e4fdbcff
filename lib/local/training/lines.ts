import type { TrainingJobRequest } from './request.ts';

/** `train step 12/60 loss 1.2345`: step 12 of 60 of the sub-stage `train`, with what the program measured. */
export interface Step {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly values: Readonly<Record<string, number>>;
}

const progressLine = /^(\S+) step (\d+)\/(\d+)(.*)$/;

/** The step that a line of the log tells of, or undefined. */
export function stepIn(line: string): Step | undefined {
  const [, stage, done, total, rest] = progressLine.exec(line) ?? [];
  if (stage === undefined) return undefined;
  const words = (rest ?? '').trim().split(/\s+/);
  const values: Record<string, number> = {};
  for (let at = 0; at + 1 < words.length; at += 2) {
    const value = Number(words[at + 1]);
    if (Number.isFinite(value)) values[words[at] as string] = value;
  }
  return { stage, done: Number(done), total: Number(total), values };
}

export interface Metric {
  readonly Name: string;
  readonly Value: number;
  /** Milliseconds since 1970. */
  readonly Timestamp: number;
}

/** Reads metrics from log lines as SageMaker does: a definition's first group is the value. */
export function metricReader(request: TrainingJobRequest): (line: string, now: number) => Metric[] {
  const definitions = (request.AlgorithmSpecification.MetricDefinitions ?? []).map(({ Name, Regex }) => ({
    Name,
    pattern: new RegExp(Regex),
  }));
  return (line, now) =>
    definitions.flatMap(({ Name, pattern }) => {
      const text = pattern.exec(line)?.[1];
      const value = Number(text);
      return text === undefined || text === '' || !Number.isFinite(value)
        ? []
        : [{ Name, Value: value, Timestamp: now }];
    });
}

/** A line without an end is given out in pieces of this many characters. */
const longestLine = 65_536;

/** Cuts a stream of bytes into lines; `end` gives out what is left. */
export function lineSplitter(onLine: (line: string) => void): { push(chunk: Uint8Array): void; end(): void } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r\n|[\n\r]/);
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      lines.push(rest);
      rest = '';
    }
    lines.forEach(onLine);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
