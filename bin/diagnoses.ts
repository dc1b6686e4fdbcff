import { readJson } from '../functions/documents.ts';
import { type Diagnosis, diagnose, type Findings } from '../lib/domain/diagnosis.ts';
import { dataPrefix, type RunReference } from '../lib/domain/keys.ts';
import type { Evaluation } from '../lib/domain/verdict.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import type { Curation } from './curation.ts';
import { sourceName } from './sources.ts';

/** `evaluation.json`, as far as it is read here; what a version of the job did not measure is absent. */
type Measured = Partial<Pick<Evaluation, 'metrics'> & Pick<Findings, 'dense' | 'effects'>>;

/** What the jobs' numbers say is behind the result. */
export async function readDiagnoses(objects: ObjectStore, run: RunReference, represent: string): Promise<Diagnosis[]> {
  const data = dataPrefix(run, represent);
  const { metrics = null, dense = {}, effects = [] } = await readJson<Measured>(objects, `${data}evaluation.json`);
  const { summary, sources } = await readJson<Curation>(objects, `${data}curation.json`);
  const positives = Object.values(sources).filter(({ kind }) => kind === 'positive');
  return diagnose({
    metrics,
    dense,
    effects: effects.map(({ source, difference }) => ({ source: sourceName(source), difference })),
    positives: { kept: positives.reduce((sum, { kept }) => sum + kept, 0), vendi: summary.vendi },
  });
}
