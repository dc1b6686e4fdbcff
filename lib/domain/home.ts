import type { Forgetting } from './horizons.ts';
import type { Quotas } from './quotas.ts';

/** The container images that exist; a program of theirs is one `python -m likeness_ml.{program}`. */
export type ImageName = 'dreambooth' | 'contrastive' | 'evaluation' | 'embedding';

/** Where the workflow runs: what differs between the cloud and one machine, as data. Handlers get it beside their ports. */
export interface Home {
  /** Where its machines are, for example `eu-west-1`; `local` on one machine. */
  readonly region: string;
  /** The one bucket's name. */
  readonly bucket: string;
  /** Image address by name; one machine uses `local/{name}`. */
  readonly images: Readonly<Record<ImageName, string>>;
  /** Digest of the containers' programs: new code makes new jobs. */
  readonly programDigest: string;
  /** The static role that training jobs run on. */
  readonly trainingRoleArn: string;
  /** Instance type for jobs with and without a GPU, for example `ml.g5.xlarge` and `ml.c7i.xlarge`; `local` on one machine. */
  readonly instances: { readonly gpu: string; readonly cpu: string };
  /** Spot capacity for training jobs. */
  readonly spot: boolean;
  /** The backbone of the endpoint that adapters serve on; null where it is not known here. */
  readonly backbone: string | null;
  /** The preset of a run that names none. */
  readonly preset: string;
  /** What a tenant may use unless its admin was given more. */
  readonly quotas: Quotas;
  /** What a deletion can't reach here, and how long it looks for what comes late. */
  readonly forgetting: Forgetting;
}
