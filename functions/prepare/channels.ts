import { digestOf } from '../../lib/domain/digest.ts';
import type { Home } from '../../lib/domain/home.ts';
import { assetsPrefix, type JobPlace, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import { trainsLookAlikes } from '../../lib/domain/look-alikes.ts';
import type { Plan, PlannedFolder } from '../../lib/domain/plan.ts';
import type { Channel, Stage } from '../../lib/domain/training-job.ts';
import type { Accepted } from '../../lib/domain/upload.ts';

/** What a later stage needs to know of a job: a digest of null is that of a stage which the plan does not have. */
export interface FinishedJob {
  readonly digest: string | null;
  readonly place: JobPlace | null;
}

/** Results of earlier jobs, as far as there are any. */
export interface Synthesis {
  readonly priors?: FinishedJob;
  readonly generate?: FinishedJob;
  readonly compose?: FinishedJob;
}

interface Inputs {
  readonly run: RunReference;
  readonly plan: Plan;
  readonly photos: Accepted;
  readonly synthesis: Synthesis;
  readonly home: Home;
}

/** The folders that a stage's job reads. What ships with the programs shares their digest. */
export function channelsOf(stage: Stage, { run, plan, photos, synthesis, home }: Inputs): Channel[] {
  const references = photosChannel('references', 'reference', photos);
  const generator = folderChannel('generator', plan.generator);
  const captions = folderChannel('captions', plan.generator?.captions);
  const priors = finished('priors', synthesis.priors);
  switch (stage) {
    case 'priors':
      return [...generator, ...captions];
    case 'generate':
      return [...references, ...generator, ...captions, ...priors];
    case 'compose': {
      const bank = { name: 'bank', uri: assetsPrefix(run.bucket, 'bank'), digest: home.programDigest };
      return [...references, bank, ...priors];
    }
    case 'represent':
      return [
        ...references,
        ...finished('synthetic', synthesis.compose),
        ...finished('generated', synthesis.generate),
        ...priors,
        ...folderChannel('backbone', plan.backbone),
        ...(trainsLookAlikes(plan.stages.represent) ? photosChannel('look-alikes', 'look-alike', photos) : []),
        ...photosChannel('held-out', 'held-out', photos),
        ...photosChannel('others', 'other', photos),
      ];
  }
}

/** The accepted photos of one role and their masks; no channel where there are none. */
function photosChannel(name: string, role: Accepted['photos'][number]['role'], { photos }: Accepted): Channel[] {
  const members = photos.filter((photo) => photo.role === role);
  const [first] = members;
  if (first === undefined) return [];
  const content = members.map(({ id, sha256, maskSha256 }) => ({ id, sha256, maskSha256 }));
  return [{ name, uri: first.uri.slice(0, first.uri.lastIndexOf('/') + 1), digest: digestOf(content) }];
}

const folderChannel = (name: string, folder: PlannedFolder | null | undefined): Channel[] =>
  folder ? [{ name, uri: folder.uri, digest: folder.digest }] : [];

/** The `model/` of an earlier job. */
const finished = (name: string, job: FinishedJob | undefined): Channel[] =>
  job?.digest && job.place ? [{ name, uri: modelPrefix(job.place, job.digest), digest: job.digest }] : [];
