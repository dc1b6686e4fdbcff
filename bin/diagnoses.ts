import { readJson } from '../functions/documents.ts';
import { type Diagnosis, diagnose, examined, type Findings } from '../lib/domain/diagnosis.ts';
import { dataPrefix, type RunReference } from '../lib/domain/keys.ts';
import type { Dense, Evaluation } from '../lib/domain/verdict.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import type { Curation } from './curation.ts';
import { sourceName } from './sources.ts';

/** `evaluation.json`, as far as it is read here; what a version of the job did not measure is absent. */
type Measured = Partial<Pick<Evaluation, 'metrics' | 'dense'> & Pick<Findings, 'effects'>>;

export interface Diagnosed {
  /** How well the thing is found in photos; null where that was not measured. */
  readonly dense: Dense | null;
  /** What the numbers say is behind the result; empty where they say nothing. */
  readonly diagnoses: readonly Diagnosis[];
  /** The diagnoses that enough was measured for. */
  readonly examined: readonly Diagnosis['code'][];
}

/** What the jobs' numbers say is behind the result. */
export async function readDiagnoses(objects: ObjectStore, run: RunReference, represent: string): Promise<Diagnosed> {
  const data = dataPrefix(run, represent);
  const { metrics = null, dense = null, effects = [] } = await readJson<Measured>(objects, `${data}evaluation.json`);
  const { summary, sources } = await readJson<Curation>(objects, `${data}curation.json`);
  const positives = Object.values(sources).filter(({ kind }) => kind === 'positive');
  const findings: Findings = {
    metrics,
    dense: dense ?? {},
    effects: effects.map(({ source, difference }) => ({ source: sourceName(source), difference })),
    positives: { kept: positives.reduce((sum, { kept }) => sum + kept, 0), vendi: summary.vendi },
  };
  return { dense, diagnoses: diagnose(findings), examined: examined(findings) };
}
