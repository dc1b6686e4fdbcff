/** `train step 12/60 loss 1.2345`: step 12 of 60 of the sub-stage `train`, with what the program measured. */
export interface Step {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly values: Readonly<Record<string, number>>;
}

const progressLine = /^(\S+) step (\d+)\/(\d+)(.*)$/;

/** The step that a line of a job's log tells of, or undefined. */
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

/** The last step that the lines tell of, or undefined. */
export function latestStep(lines: readonly { readonly text: string }[]): Step | undefined {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const step = stepIn(lines[at]?.text ?? '');
    if (step !== undefined) return step;
  }
  return undefined;
}
