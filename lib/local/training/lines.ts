import type { TrainingJobRequest } from './request.ts';

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
