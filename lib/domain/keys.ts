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

/** Whose gallery an address is about. */
export type TenantReference = Pick<RunReference, 'bucket' | 'tenant'>;

/** Where the class images and negatives that one generator makes of one category lie. */
export interface PriorsReference {
  readonly bucket: string;
  /** Null where every tenant's runs share them, which only those of a listed category are. */
  readonly tenant: string | null;
  readonly generator: string;
  readonly category: string;
}

/** What a job's results belong to: a subject, or a category. */
export type JobPlace = SubjectReference | PriorsReference;

/** Tenants, subjects and uploads are named so in addresses and keys: no separators, no upper case, at most 63 characters. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

// Objects. Prefixes end in '/'.

export const inboxPrefix = ({ bucket, tenant, subject }: SubjectReference, upload: string): string =>
  `s3://${bucket}/inbox/${tenant}/${subject}/${upload}/`;

export const uploadUri = (of: SubjectReference, upload: string): string => `${inboxPrefix(of, upload)}upload.json`;

/** The same of an upload whose run an experiment starts: the inbox's rule looks for `upload.json` alone. */
export const plannedUploadUri = (of: SubjectReference, upload: string): string =>
  `${inboxPrefix(of, upload)}planned.json`;

/** The same of a run that is tried again: it lies with the run, and the photos where they were. */
export const retriedUploadUri = (of: SubjectReference & Pick<RunReference, 'run'>, upload: string): string =>
  `${runPrefix(of)}${upload}/upload.json`;

/** The execution of one upload's run. */
export const executionName = (upload: string, run: string): string => `${upload}-${run}`;

/** The run of an execution of that name. */
export const runOfExecution = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

/** The inbox of one subject, of all its uploads. */
export const subjectInboxPrefix = ({ bucket, tenant, subject }: SubjectReference): string =>
  `s3://${bucket}/inbox/${tenant}/${subject}/`;

/** Everything of one subject but its inbox: what a deletion removes. */
export const subjectPrefix = ({ bucket, tenant, subject }: SubjectReference): string =>
  `s3://${bucket}/tenants/${tenant}/subjects/${subject}/`;

/** The accepted photos of one upload. */
export const photosPrefix = (of: SubjectReference, upload: string): string => `${subjectPrefix(of)}photos/${upload}/`;

export const acceptedUri = (of: SubjectReference, upload: string): string => `${photosPrefix(of, upload)}accepted.json`;

/** Small copies of the accepted photos, made when somebody first looks at them. */
export const photoThumbnailsPrefix = (of: SubjectReference, upload: string): string =>
  `${photosPrefix(of, upload)}thumbnails/`;

export const runPrefix = (of: SubjectReference & Pick<RunReference, 'run'>): string =>
  `${subjectPrefix(of)}runs/${of.run}/`;

export const planUri = (of: SubjectReference & Pick<RunReference, 'run'>): string => `${runPrefix(of)}plan.json`;

export const verdictUri = (of: SubjectReference & Pick<RunReference, 'run'>): string => `${runPrefix(of)}verdict.json`;

/** Everything that is made of one category by one generator. */
export const priorsPrefix = ({ bucket, tenant, generator, category }: PriorsReference): string =>
  `s3://${bucket}/${tenant === null ? '' : `tenants/${tenant}/`}priors/${generator}/${slugOf(category, 'category')}/`;

/** The folder of the one `captions.json` that has this digest. */
export const captionsPrefix = (of: PriorsReference, digest: string): string => `${priorsPrefix(of)}captions/${digest}/`;

/** What a language model first wrote of a category, by the digest of what it was asked. */
export const writtenCaptionsUri = (of: PriorsReference, digest: string): string =>
  `${priorsPrefix(of)}captions/written/${digest}.json`;

/** One training job, by the digest of what goes into it. */
export const jobPrefix = (of: JobPlace, digest: string): string =>
  'generator' in of ? `${priorsPrefix(of)}${digest}/` : `${subjectPrefix(of)}jobs/${digest}/`;

/** Written last: a job with a manifest is finished. */
export const manifestUri = (of: JobPlace, digest: string): string => `${jobPrefix(of, digest)}manifest.json`;

export const checkpointsPrefix = (of: JobPlace, digest: string): string => `${jobPrefix(of, digest)}checkpoints/`;

export const attemptsPrefix = (of: JobPlace, digest: string): string => `${jobPrefix(of, digest)}attempts/`;

/** A finished job's unpacked `model/`; for `represent` it is the adapter's folder of PEFT files. */
export const modelPrefix = (of: JobPlace, digest: string): string => `${jobPrefix(of, digest)}model/`;

/** A finished job's unpacked `output/data/`. */
export const dataPrefix = (of: JobPlace, digest: string): string => `${jobPrefix(of, digest)}data/`;

/** Small copies of a finished job's images, made when somebody first looks at them; beside its results, so that no job gets them. */
export const jobThumbnailsPrefix = (of: SubjectReference, digest: string): string =>
  `${jobPrefix(of, digest)}thumbnails/`;

/** The folder of PEFT files that the `represent` job of this digest made. */
export const adapterUri = modelPrefix;

/** What pretrained weights are for. */
export type ModelKind = 'backbone' | 'generator';

/** The folder of pretrained weights. */
export const pretrainedPrefix = (bucket: string, kind: ModelKind, name: string): string =>
  `s3://${bucket}/assets/${kind}s/${name}/`;

/** What is in such a folder; beside it, because a job's channel is the whole folder. Written after all that it lists. */
export const pretrainedIndexUri = (bucket: string, kind: ModelKind, name: string): string =>
  `s3://${bucket}/assets/${kind}s/${name}.json`;

/** The operator's photos of other things, in a folder for each category. */
export const distractorsPrefix = (bucket: string, name: string): string => `s3://${bucket}/assets/distractors/${name}/`;

/** What is in it, in the form of a model's index; written after all that it lists. */
export const distractorsIndexUri = (bucket: string, name: string): string =>
  `s3://${bucket}/assets/distractors/${name}.json`;

const galleryPrefix = ({ bucket, tenant }: TenantReference): string => `s3://${bucket}/tenants/${tenant}/gallery/`;

/** Photos that a tenant searches among. */
export const galleryPhotosPrefix = (of: TenantReference): string => `${galleryPrefix(of)}photos/`;

/** Vectors of these photos, an object for each space. */
export const galleryIndexesPrefix = (of: TenantReference): string => `${galleryPrefix(of)}indexes/`;

/** A photo's id is the beginning of the digest of its bytes. */
export const galleryPhotoUri = (of: TenantReference, id: string): string => `${galleryPhotosPrefix(of)}${id}.jpg`;

/** Small copies of the photos whose ids begin alike, made when somebody first looks at them: few enough to list. */
export const galleryThumbnailsPrefix = (of: TenantReference, id: string): string =>
  `${galleryPrefix(of)}thumbnails/${id.slice(0, 2)}/`;

export const galleryThumbnailUri = (of: TenantReference, id: string): string =>
  `${galleryThumbnailsPrefix(of, id)}${id}.jpg`;

/** The vectors of these photos in the space of this digest; made of the photos, so that it can be thrown away. */
export const galleryIndexUri = (of: TenantReference, space: string): string =>
  `${galleryIndexesPrefix(of)}${space}.bin`;

/** What a deletion deleted, a line an object. It outlives all of that. */
export const receiptListUri = ({ bucket, tenant }: TenantReference, deletion: string): string =>
  `s3://${bucket}/receipts/${tenant}/${deletion}.jsonl`;

/** What a deletion under way has come to know and to delete, in parts; empty once it is done. */
export const deletionLedgerPrefix = ({ bucket, tenant }: TenantReference, deletion: string): string =>
  `s3://${bucket}/receipts/${tenant}/${deletion}/`;

/** What an adapter's name has of the digest of its weights. */
const shortened = (digest: string): string => digest.slice(0, 16);

/** The name that requests use: `{tenant}.{subject}@{digest}`, which is one adapter's alone, since no name has a dot. */
export const adapterName = ({ tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>, digest: string): string =>
  `${tenant}.${subject}@${shortened(digest)}`;

/** What an adapter's name has of the digest of its weights: the digest or its beginning. */
export const digestInName = (name: string): string => name.slice(name.lastIndexOf('@') + 1);

/** Whose adapter it is: `{tenant}.{subject}`. */
export const subjectInName = (name: string): string => name.slice(0, name.lastIndexOf('@'));

/** Whether weights of this digest are what the name says; null is the bare backbone on both sides. */
export const isNamed = (digest: string | null, name: string | null): boolean =>
  digest === null || name === null ? digest === name : digest.startsWith(digestInName(name));

/** The pointers to all adapters of the subject that were ever deployed. */
export const adapterPointersPrefix = (of: SubjectReference): string => `${subjectPrefix(of)}adapters/`;

/** What a server finds the adapter of that name by: where its files are. Without it the adapter can't be loaded. */
export const adapterPointerUri = (of: SubjectReference, digest: string): string =>
  `${adapterPointersPrefix(of)}${shortened(digest)}.json`;

// Records. One partition a tenant.

interface RecordAddress {
  readonly pk: string;
  readonly sk: string;
}

export const tenantPartition = (tenant: string): string => `T#${tenant}`;

/** Of no tenant: the functions of the workflow and the authorizer alone reach it. */
export const sharedPartition = 'SHARED';

export const runKey = ({ tenant, run }: Pick<RunReference, 'tenant' | 'run'>): RecordAddress =>
  key(tenant, `RUN#${run}`);

/** What the sort keys of a tenant's runs begin with; in their order the oldest is first. */
export const runKeyStart = 'RUN#';

/** One stage of a run, in the order of the workflow: `stageKey(run, 3)` is `STAGE#{run}#03`; not among the runs, which are listed. */
export const stageKey = (of: Pick<RunReference, 'tenant' | 'run'>, ordinal: number): RecordAddress =>
  key(of.tenant, `${stageKeyStart(of)}${String(ordinal).padStart(2, '0')}`);

/** What the sort keys of a run's stages begin with. */
export const stageKeyStart = ({ run }: Pick<RunReference, 'run'>): string => `STAGE#${run}#`;

/** Says that the run is one of the subject's. */
export const subjectRunKey = (of: Pick<RunReference, 'tenant' | 'subject' | 'run'>): RecordAddress =>
  key(of.tenant, `${subjectRunKeyStart(of)}${of.run}`);

export const subjectRunKeyStart = ({ subject }: Pick<RunReference, 'subject'>): string => `OF#${subject}#RUN#`;

/** Photos that were announced, and the run that they became. */
export const uploadKey = (of: Pick<RunReference, 'tenant' | 'subject'>, upload: string): RecordAddress =>
  key(of.tenant, `UPLOAD#${of.subject}#${upload}`);

/** What the tenant may use, where that is not what everybody may. */
export const quotasKey = (tenant: string): RecordAddress => key(tenant, 'QUOTAS');

/** How many subjects the tenant has, without those that are being deleted. */
export const subjectCountKey = (tenant: string): RecordAddress => key(tenant, 'SUBJECTS');

/** How many runs the tenant has under way. */
export const activeRunsKey = (tenant: string): RecordAddress => key(tenant, 'ACTIVE');

/** What the tenant's runs of a month, `2026-01`, may still come to: what they cost, and of those under way the estimate. */
export const spendingKey = (tenant: string, month: string): RecordAddress => key(tenant, `SPENDING#${month}`);

/** What was asked of the tenant's endpoints in a minute, `2026-01-31T12:59`. */
export const rateKey = (tenant: string, minute: string): RecordAddress => key(tenant, `RATE#${minute}`);

/** What the sort keys of a tenant's subjects begin with. */
export const subjectKeyStart = 'SUBJECT#';

export const subjectKey = ({ tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>): RecordAddress =>
  key(tenant, `${subjectKeyStart}${subject}`);

export const endpointKey = ({ tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>): RecordAddress =>
  key(tenant, `ENDPOINT#${subject}`);

/** One change of what a subject's endpoint answers with, by the endpoint's version after it, from 1. */
export const endpointChangeKey = (of: Pick<RunReference, 'tenant' | 'subject'>, version: number): RecordAddress =>
  key(of.tenant, `${endpointChangeKeyStart(of)}${String(version).padStart(8, '0')}`);

/** What the sort keys of a subject's changes begin with; in their order the oldest is first. */
export const endpointChangeKeyStart = ({ subject }: Pick<RunReference, 'subject'>): string => `POINTED#${subject}#`;

export const adapterKey = (
  { tenant, subject }: Pick<RunReference, 'tenant' | 'subject'>,
  digest: string,
): RecordAddress => key(tenant, `ADAPTER#${subject}#${digest}`);

/** `day` is `2026-01-31`. */
export const usageKey = (tenant: string, day: string): RecordAddress => key(tenant, `USAGE#${day}`);

/** One entry of the audit log; `entry` is a ULID. */
export const auditKey = (tenant: string, entry: string): RecordAddress => key(tenant, `${auditKeyStart}${entry}`);

/** What the sort keys of the audit log begin with; in their order the oldest is first. */
export const auditKeyStart = 'AUDIT#';

/** Where the index has what one principal did. */
export const auditPartition = (tenant: string, principal: string): string =>
  `${tenantPartition(tenant)}#BY#${principal}`;

export const idempotencyKey = (tenant: string, route: string, token: string): RecordAddress =>
  key(tenant, `IDEM#${route}#${token}`);

/** A machine client; in the shared partition, since a token names the client before anyone knows its tenant. */
export const clientKey = (clientId: string): RecordAddress => ({ pk: sharedPartition, sk: `CLIENT#${clientId}` });

/** What the sort keys of a tenant's people begin with. On one machine alone: in the cloud people are the user pool's. */
export const memberKeyStart = 'MEMBER#';

export const memberKey = (tenant: string, user: string): RecordAddress => key(tenant, `${memberKeyStart}${user}`);

/** What the sort keys begin with that say which tenant a person is of, whom one machine knows by the name alone. */
export const personKeyStart = 'PERSON#';

export const personKey = (user: string): RecordAddress => ({ pk: sharedPartition, sk: `${personKeyStart}${user}` });

export const invitationKeyStart = 'INVITATION#';

/** Invitations and authorization codes are found by the digest of what their holder shows; it is kept nowhere. */
export const invitationKey = (digest: string): RecordAddress => ({
  pk: sharedPartition,
  sk: `${invitationKeyStart}${digest}`,
});

export const authorizationCodeKey = (digest: string): RecordAddress => ({ pk: sharedPartition, sk: `CODE#${digest}` });

/** What a person let an application do, for as long as it may get new tokens. */
export const grantKey = (grant: string): RecordAddress => ({ pk: sharedPartition, sk: `GRANT#${grant}` });

/** How often a wrong password was given for a name in a quarter of an hour; the name may be nobody's, hence its digest. */
export const wrongPasswordsKey = (digest: string, quarter: number): RecordAddress => ({
  pk: sharedPartition,
  sk: `WRONG#${digest}#${quarter}`,
});

/** What the sort keys of a tenant's webhooks begin with. Every event reads them all, so their deliveries lie elsewhere. */
export const webhookKeyStart = 'HOOK#';

/** `hook` is a ULID. */
export const webhookKey = (tenant: string, hook: string): RecordAddress => key(tenant, `${webhookKeyStart}${hook}`);

/** What the sort keys of one webhook's deliveries begin with; they sort by age, for their ids are ULIDs. */
export const deliveryKeyStart = (hook: string): string => `DELIVERY#${hook}#`;

export const deliveryKey = (tenant: string, hook: string, delivery: string): RecordAddress =>
  key(tenant, `${deliveryKeyStart(hook)}${delivery}`);

/** What the sort keys of a tenant's deletions begin with; in their order the oldest is first. */
export const deletionKeyStart = 'DELETION#';

/** The receipt of a deletion; `deletion` is a ULID. */
export const deletionKey = (tenant: string, deletion: string): RecordAddress =>
  key(tenant, `${deletionKeyStart}${deletion}`);

/** How long the tenant keeps what its runs leave. */
export const retentionKey = (tenant: string): RecordAddress => key(tenant, 'RETENTION');

/** The partition of the index that lists the tenants with such a record. */
export const retentionIndex = 'RETENTION';

/** The same client among those of its tenant; beside the other, where no tenant's session writes. */
export const tenantClientKey = (tenant: string, clientId: string): RecordAddress => ({
  pk: sharedPartition,
  sk: `${tenantClientKeyStart(tenant)}${clientId}`,
});

export const tenantClientKeyStart = (tenant: string): string => `CLIENTS#${tenant}#`;

const key = (tenant: string, sk: string): RecordAddress => ({ pk: tenantPartition(tenant), sk });

/** Files that ship with the programs: `bank` and so on. */
export const assetsPrefix = (bucket: string, name: string): string => `s3://${bucket}/assets/${name}/`;

/** What the sort keys of a subject's attempts at jobs begin with; a digest, a `#` and the attempt's number follow. */
export const attemptKeyStart = ({ subject }: Pick<RunReference, 'subject'>): string => `JOB#${subject}#`;

/** The reservation of one attempt of one training job. What all tenants share has a partition of its own. */
export function attemptKey(of: JobPlace, digest: string, attempt: number): RecordAddress {
  const number = String(attempt).padStart(2, '0');
  if (!('generator' in of)) return key(of.tenant, `${attemptKeyStart(of)}${digest}#${number}`);
  const pk = of.tenant === null ? sharedPartition : tenantPartition(of.tenant);
  return { pk, sk: `PRIORS#${of.generator}#${digest}#${number}` };
}

/** Latin letters and digits of a category, joined by hyphens; `otherwise` for one that has none, as in another script. */
export function slugOf(category: string, otherwise: string): string {
  const plain = category
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || otherwise
  );
}
