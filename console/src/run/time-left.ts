/** How far a step was at a time, in milliseconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** Old samples tell of another pace. */
const most = 20;

/** The samples of the step that is under way, with one more, unless that says nothing new. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last === undefined || last.step !== sample.step || last.total !== sample.total || sample.done < last.done) {
    return [sample];
  }
  return sample.done === last.done ? samples : [...samples, sample].slice(-most);
}

/**
 * Seconds until the step is done, by the pace of the samples, counted from `now`; null while there is no pace yet. What takes
 * longer than its pace said has a second left and not less.
 */
export function secondsLeft(samples: readonly Sample[], now: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.done <= first.done || last.at <= first.at) return null;
  const millisecondsEach = (last.at - first.at) / (last.done - first.done);
  const left = (last.total - last.done) * millisecondsEach - (now - last.at);
  return last.done >= last.total ? 0 : Math.max(1, left / 1000);
}
