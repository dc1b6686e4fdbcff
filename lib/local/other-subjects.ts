import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { OtherSubjects } from '../domain/other-subjects.ts';
import { type Installation, pythonEnvironment } from './installation.ts';
import { failureSaid, startFailure } from './python-failure.ts';

/** One run, as `likeness_ml.evaluation.others` wants it described. */
export interface OthersQuestion {
  /** The path of the vectors that its represent job kept. */
  readonly vectors: string;
  /** Whose each distractor is, in the order of the vectors; null where that is not known. */
  readonly subjects: readonly (string | null)[];
  /** By subject. */
  readonly categories: Readonly<Record<string, string>>;
  /** Of the subject that the run is about. */
  readonly category: string;
}

const measured = z.object({ base: z.number(), personalized: z.number() }).nullable();
const answerShape = z
  .object({ otherInstances: measured, otherThings: measured, drift: z.number().nullable() })
  .nullable();

/**
 * What personalizing did to telling the other subjects apart, in the order of the questions; null for a run that was
 * not judged on held-out photos. One process answers all.
 * @throws ServiceError `Internal` for vectors that are not the run's
 */
export async function measureOthers(
  place: Installation,
  questions: readonly OthersQuestion[],
): Promise<(OtherSubjects | null)[]> {
  if (questions.length === 0) return [];
  const lines = await answersTo(place, questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  return lines.map((line) => answerShape.parse(JSON.parse(line)));
}

function answersTo(place: Installation, text: string): Promise<string[]> {
  const child = spawn(place.python, ['-m', 'likeness_ml.evaluation.others'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // The terminal's Ctrl-C comes to this process alone: the report of what is done is made all the same.
    detached: true,
    env: pythonEnvironment(place),
  });
  let said = '';
  let wrong = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    wrong += part;
  });
  // Where it ends before it has read everything, its status and words say why.
  child.stdin.on('error', () => undefined).end(text);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startFailure(place, error)));
    child.once('close', (status) => {
      if (status === 0) resolve(said.trimEnd().split('\n'));
      else reject(failureSaid(wrong, 'Other subjects could not be measured'));
    });
  });
}
