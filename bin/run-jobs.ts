import type { JobPlace, RunReference } from '../lib/domain/keys.ts';
import type { Stage } from '../lib/domain/training-job.ts';
import type { SynthesisJobs } from './run-history.ts';

/** Where the jobs of a run left their results. */
export interface RunJobs extends SynthesisJobs {
  readonly represent: string;
}

/** The place and digest of each job that the run had, in the order of the workflow. */
export function jobsOf(run: RunReference, { priors, generate, compose, represent }: RunJobs) {
  const own = (stage: Stage, digest: string) => ({ stage, place: run as JobPlace, digest });
  return [
    ...(priors === undefined ? [] : [{ stage: 'priors' as Stage, ...priors }]),
    ...(generate === undefined ? [] : [own('generate', generate)]),
    own('compose', compose),
    own('represent', represent),
  ];
}
