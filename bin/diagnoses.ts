import { readJson } from '../functions/documents.ts';
import { type Diagnosis, diagnose, examined, findingsOf, type Measured } from '../lib/domain/diagnosis.ts';
import { dataPrefix, type RunReference } from '../lib/domain/keys.ts';
import type { Dense } from '../lib/domain/verdict.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import type { Curation } from './curation.ts';

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
  const measured = await readJson<Measured>(objects, `${data}evaluation.json`);
  const findings = findingsOf(measured, await readJson<Curation>(objects, `${data}curation.json`));
  return { dense: measured.dense ?? null, diagnoses: diagnose(findings), examined: examined(findings) };
}
