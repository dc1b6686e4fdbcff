import { digestOf } from '../../lib/domain/digest.ts';
import type { Home } from '../../lib/domain/home.ts';
import { assetsPrefix, backbonePrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Channel, Stage } from '../../lib/domain/training-job.ts';
import type { Accepted } from '../../lib/domain/upload.ts';

export interface FinishedJob {
  readonly digest: string | null;
}

interface Inputs {
  readonly run: RunReference;
  readonly plan: Plan;
  readonly photos: Accepted;
  readonly synthesis: { readonly generate?: FinishedJob; readonly compose?: FinishedJob };
  readonly home: Home;
}

/** The folders that a stage's job reads. What ships with the programs shares their digest. */
export function channelsOf(stage: Stage, { run, plan, photos, synthesis, home }: Inputs): Channel[] {
  const references = photosChannel('references', 'reference', photos);
  if (stage === 'compose') {
    return [...references, { name: 'bank', uri: assetsPrefix(run.bucket, 'bank'), digest: home.programDigest }];
  }
  if (stage === 'generate') return references;
  return [
    ...references,
    ...finished('synthetic', synthesis.compose, run),
    ...finished('generated', synthesis.generate, run),
    backboneChannel(run, plan, home),
    ...photosChannel('held-out', 'held-out', photos),
    ...photosChannel('others', 'other', photos),
  ];
}

/** The accepted photos of one role and their masks; no channel where there are none. */
function photosChannel(name: string, role: Accepted['photos'][number]['role'], { photos }: Accepted): Channel[] {
  const members = photos.filter((photo) => photo.role === role);
  const [first] = members;
  if (first === undefined) return [];
  const content = members.map(({ id, sha256, maskSha256 }) => ({ id, sha256, maskSha256 }));
  return [{ name, uri: first.uri.slice(0, first.uri.lastIndexOf('/') + 1), digest: digestOf(content) }];
}

function backboneChannel(run: RunReference, { backbone }: Plan, { programDigest }: Home): Channel {
  const digest = digestOf({ backbone, programDigest });
  return { name: 'backbone', uri: backbonePrefix(run.bucket, backbone), digest };
}

const finished = (name: string, job: FinishedJob | undefined, run: RunReference): Channel[] =>
  job?.digest ? [{ name, uri: modelPrefix(run, job.digest), digest: job.digest }] : [];
