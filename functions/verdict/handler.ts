import type { Home } from '../../lib/domain/home.ts';
import { adapterName, adapterUri, dataPrefix, type RunReference, verdictUri } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { acceptedSchema, distractorsOf } from '../../lib/domain/upload.ts';
import { decide, type Evaluation, matchOf, type Outcome } from '../../lib/domain/verdict.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readJson, writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';

interface VerdictEvent {
  readonly run: RunReference;
  readonly accepted: { readonly uri: string; readonly heldOut: number };
  readonly plan: { readonly uri: string };
  readonly job: { readonly digest: string };
}

export interface VerdictState {
  readonly uri: string;
  readonly outcome: Outcome;
  readonly promote: boolean;
  readonly adapter: { readonly name: string; readonly uri: string; readonly digest: string };
}

/** Decides from the evaluation whether the adapter may serve. */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, _home: Home) {
  return async ({ run, accepted, plan: planned, job }: VerdictEvent): Promise<VerdictState> => {
    await advance(ports, run, 'evaluating');
    const plan = await readJson<Plan>(ports.objects, planned.uri);
    const evaluation = await readJson<Evaluation>(ports.objects, `${dataPrefix(run, job.digest)}evaluation.json`);
    const verdict = decide(evaluation, plan.promotion, accepted, plan.promote);
    const digest = evaluation.adapterDigest;
    const adapter = { name: adapterName(run, digest), uri: adapterUri(run, job.digest), digest };
    const uri = verdictUri(run);
    const distractorsFrom = distractorsOf(acceptedSchema.parse(await readJson(ports.objects, accepted.uri)));
    const { protocol, references, heldOut, distractors, metrics } = evaluation;
    const match = matchOf(evaluation);
    await writeJson(ports.objects, uri, {
      version: 1,
      ...verdict,
      advice: [...verdict.advice],
      protocol,
      references,
      heldOut,
      distractors,
      distractorsFrom: { ...distractorsFrom },
      metrics: JSON.parse(JSON.stringify(metrics)),
      match: match && { ...match },
      adapter,
      job: job.digest,
    });
    return { uri, outcome: verdict.outcome, promote: verdict.promote, adapter };
  };
}
