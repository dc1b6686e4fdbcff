/** What the workflow is about: its whole input is `{run: RunReference}`. */
export interface RunReference {
  readonly tenant: string;
  readonly subject: string;
  /** A ULID. */
  readonly run: string;
  readonly bucket: string;
  /** Address of the upload's `upload.json`. */
  readonly upload: string;
}

/** Whose photos and results an address is about. */
export type SubjectReference = Pick<RunReference, 'bucket' | 'tenant' | 'subject'>;

/** Tenants, subjects and uploads are named so in addresses and keys: no separators, no upper case, at most 63 characters. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

// Objects. Prefixes end in '/'.

export const inboxPrefix = ({ bucket, tenant, subject }: SubjectReference, upload: string): string =>
  `s3://${bucket}/inbox/${tenant}/${subject}/${upload}/`;

export const uploadUri = (of: SubjectReference, upload: string): string => `${inboxPrefix(of, upload)}upload.json`;

/** The execution of one upload's run. */
export const executionName = (upload: string, run: string): string => `${upload}-${run}`;

/** Everything of one subject but its inbox: what a deletion removes. */
export const subjectPrefix = ({ bucket, tenant, subject }: SubjectReference): string =>
  `s3://${bucket}/tenants/${tenant}/subjects/${subject}/`;

/** The accepted photos of one upload. */
export const photosPrefix = (of: SubjectReference, upload: string): string => `${subjectPrefix(of)}photos/${upload}/`;

export const acceptedUri = (of: SubjectReference, upload: string): string => `${photosPrefix(of, upload)}accepted.json`;

export const runPrefix = (of: SubjectReference & Pick<RunReference, 'run'>): string =>
  `${subjectPrefix(of)}runs/${of.run}/`;

export const planUri = (of: SubjectReference & Pick<RunReference, 'run'>): string => `${runPrefix(of)}plan.json`;

export const verdictUri = (of: SubjectReference & Pick<RunReference, 'run'>): string => `${runPrefix(of)}verdict.json`;

/** One training job, by the digest of what goes into it. */
export const jobPrefix = (of: SubjectReference, digest: string): string => `${subjectPrefix(of)}jobs/${digest}/`;

/** Written last: a job with a manifest is finished. */
export const manifestUri = (of: SubjectReference, digest: string): string => `${jobPrefix(of, digest)}manifest.json`;

export const checkpointsPrefix = (of: SubjectReference, digest: string): string =>
  `${jobPrefix(of, digest)}checkpoints/`;

export const attemptsPrefix = (of: SubjectReference, digest: string): string => `${jobPrefix(of, digest)}attempts/`;

/** A finished job's unpacked `model/`; for `represent` it is the adapter's folder of PEFT files. */
export const modelPrefix = (of: SubjectReference, digest: string): string => `${jobPrefix(of, digest)}model/`;

/** A finished job's unpacked `output/data/`. */
export const dataPrefix = (of: SubjectReference, digest: string): string => `${jobPrefix(of, digest)}data/`;

/** The folder of PEFT files that the `represent` job of this digest made. */
export const adapterUri = modelPrefix;

export const backbonePrefix = (bucket: string, name: string): string => `s3://${bucket}/assets/backbones/${name}/`;

/** The name that requests to the embedding server use. */
export const adapterName = (subject: string, digest: string): string => `${subject}@${digest}`;

/** What an adapter's name has of the digest of its weights: the digest or its beginning. */
export const digestInName = (name: string): string => name.slice(name.lastIndexOf('@') + 1);

// Records. One partition a tenant.

interface RecordAddress {
  readonly pk: string;
  readonly sk: string;
}

export const tenantPartition = (tenant: string): string => `T#${tenant}`;

export const runKey = ({ tenant, run }: Pick<RunReference, 'tenant' | 'run'>): RecordAddress =>
  key(tenant, `RUN#${run}`);

/** One stage of a run, in the order of the workflow: `stageKey(run, 3)` is `RUN#{run}#STAGE#03`. */
export const stageKey = ({ tenant, run }: Pick<RunReference, 'tenant' | 'run'>, ordinal: number): RecordAddress =>
  key(tenant, `RUN#${run}#STAGE#${String(ordinal).padStart(2, '0')}`);

export const subjectKey = ({ tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>): RecordAddress =>
  key(tenant, `SUBJECT#${subject}`);

export const endpointKey = ({ tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>): RecordAddress =>
  key(tenant, `ENDPOINT#${subject}`);

export const adapterKey = (
  { tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>,
  digest: string,
): RecordAddress => key(tenant, `ADAPTER#${subject}#${digest}`);

/** `day` is `2026-01-31`. */
export const usageKey = (tenant: string, day: string): RecordAddress => key(tenant, `USAGE#${day}`);

export const idempotencyKey = (tenant: string, route: string, token: string): RecordAddress =>
  key(tenant, `IDEM#${route}#${token}`);

const key = (tenant: string, sk: string): RecordAddress => ({ pk: tenantPartition(tenant), sk });

/** Files that ship with the programs: `bank` and so on. */
export const assetsPrefix = (bucket: string, name: string): string => `s3://${bucket}/assets/${name}/`;

/** The reservation of one attempt of one training job. */
export const attemptKey = (
  { tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>,
  digest: string,
  attempt: number,
): RecordAddress => key(tenant, `JOB#${subject}#${digest}#${String(attempt).padStart(2, '0')}`);
