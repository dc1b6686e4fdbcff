import { digestOf, sha256 } from './digest.ts';
import type { Home, ImageName } from './home.ts';
import { attemptsPrefix, checkpointsPrefix, type JobPlace, jobPrefix, type SubjectReference } from './keys.ts';
import type { Hyperparameters } from './presets.ts';

/** The jobs of a run, in its order; `priors` and `generate` are of runs with a generator alone. */
export const stages = ['priors', 'generate', 'compose', 'represent'] as const;
export type Stage = (typeof stages)[number];

/** A folder of input files, and the digest of what is in it. */
export interface Channel {
  readonly name: string;
  /** `s3://bucket/prefix/` */
  readonly uri: string;
  readonly digest: string;
}

/** Everything that decides what a job makes. */
export interface JobSpecification {
  readonly stage: Stage;
  readonly hyperparameters: Hyperparameters;
  readonly channels: readonly Channel[];
}

interface Program {
  readonly module: string;
  readonly image: ImageName;
  readonly hardware: 'gpu' | 'cpu';
  readonly maximumSeconds: number;
  readonly diskGigabytes: number;
  /** Lines of the program's log that are metrics, as SageMaker's regular expressions. */
  readonly metrics: readonly { readonly Name: string; readonly Regex: string }[];
}

const number = '([0-9.eE+-]+)';

const programs: Readonly<Record<Stage, Program>> = {
  priors: {
    module: 'likeness_ml.priors',
    image: 'dreambooth',
    hardware: 'gpu',
    maximumSeconds: 4 * 3600,
    diskGigabytes: 100,
    metrics: [
      {
        Name: 'priors:images-per-second',
        Regex: `^(?:class-images|negatives|backgrounds) step .* images/s ${number}`,
      },
    ],
  },
  generate: {
    module: 'likeness_ml.dreambooth',
    image: 'dreambooth',
    hardware: 'gpu',
    maximumSeconds: 4 * 3600,
    diskGigabytes: 100,
    metrics: [
      { Name: 'dreambooth:loss', Regex: `^train step \\d+/\\d+ loss ${number}` },
      { Name: 'dreambooth:images-per-second', Regex: `^sample step .* images/s ${number}` },
    ],
  },
  compose: {
    module: 'likeness_ml.compose',
    image: 'contrastive',
    hardware: 'cpu',
    maximumSeconds: 1800,
    diskGigabytes: 20,
    metrics: [],
  },
  represent: {
    module: 'likeness_ml.represent',
    image: 'contrastive',
    hardware: 'gpu',
    maximumSeconds: 4 * 3600,
    diskGigabytes: 50,
    metrics: [
      { Name: 'train:loss', Regex: `^train step \\d+/\\d+ loss ${number}` },
      { Name: 'train:images-per-second', Regex: `^train step .* images/s ${number}` },
    ],
  },
};

/** The instance type that a stage's job runs on. */
export const instanceOf = (stage: Stage, instances: Home['instances']): string => instances[programs[stage].hardware];

/** The longest that an attempt of a stage's job may run, in seconds. */
export const maximumSecondsOf = (stage: Stage): number => programs[stage].maximumSeconds;

/** The C library keeps big buffers (twice as fast on CPU), and threads that wait do not spin. */
const environment = {
  MALLOC_MMAP_THRESHOLD_: '8589934592',
  MALLOC_TRIM_THRESHOLD_: '34359738368',
  OMP_WAIT_POLICY: 'PASSIVE',
};

/** The job's name for ever: equal inputs and programs, equal digest. 32 hexadecimal digits. */
export function jobDigest(specification: JobSpecification, home: Home): string {
  const { stage, hyperparameters, channels } = specification;
  const inputs = Object.fromEntries(channels.map(({ name, digest }) => [name, digest]));
  const settings = stringHyperparameters(hyperparameters);
  return digestOf({ stage, program: home.programDigest, hyperparameters: settings, inputs }).slice(0, 32);
}

/** What SageMaker takes for a job's name, of at most 63 characters. */
export const jobNameShape = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

export const isJobName = (text: string): boolean => text.length <= 63 && jobNameShape.test(text);

/**
 * Job names are unique for ever in an account, so each attempt has its own, and so has each place: two tenants with the
 * same photos have jobs of one digest. At most 63 characters.
 */
export const jobName = (place: JobPlace, digest: string, attempt: number): string =>
  `${digest}-${sha256(jobPrefix(place, digest)).slice(0, 12)}-${attempt}`;

export interface AttemptOf {
  readonly home: Home;
  /** Whose run asks for it. */
  readonly of: SubjectReference;
  /** Where its results go. */
  readonly place: JobPlace;
  readonly attempt: number;
  /** Where it may not run as long as the stage's jobs may. */
  readonly maximumSeconds?: number;
}

/** SageMaker's CreateTrainingJob request of one attempt, whole. */
export function trainingRequest(
  specification: JobSpecification,
  { home, of, place, attempt, maximumSeconds }: AttemptOf,
) {
  const program = programs[specification.stage];
  const digest = jobDigest(specification, home);
  const instance = instanceOf(specification.stage, home.instances);
  const stopping = { MaxRuntimeInSeconds: maximumSeconds ?? program.maximumSeconds };
  return {
    TrainingJobName: jobName(place, digest, attempt),
    AlgorithmSpecification: {
      TrainingImage: home.images[program.image],
      TrainingInputMode: 'File',
      ContainerEntrypoint: ['python', '-m', program.module],
      MetricDefinitions: program.metrics.map((metric) => ({ ...metric })),
    },
    RoleArn: home.trainingRoleArn,
    HyperParameters: stringHyperparameters(specification.hyperparameters),
    InputDataConfig: specification.channels.map(inputChannel),
    OutputDataConfig: { S3OutputPath: attemptsPrefix(place, digest) },
    CheckpointConfig: { S3Uri: checkpointsPrefix(place, digest), LocalPath: '/opt/ml/checkpoints' },
    ResourceConfig: { InstanceType: instance, InstanceCount: 1, VolumeSizeInGB: program.diskGigabytes },
    StoppingCondition: home.spot ? { ...stopping, MaxWaitTimeInSeconds: 2 * program.maximumSeconds } : stopping,
    EnableNetworkIsolation: true,
    EnableManagedSpotTraining: home.spot,
    Environment: environment,
    Tags: [
      { Key: 'likeness:tenant', Value: of.tenant },
      // What is made of a category outlives the subject whose run asked for it.
      ...('subject' in place ? [{ Key: 'likeness:subject', Value: of.subject }] : []),
      { Key: 'likeness:stage', Value: specification.stage },
    ],
  };
}

export type TrainingRequest = ReturnType<typeof trainingRequest>;

const inputChannel = ({ name, uri }: Channel) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
});

const stringHyperparameters = (values: Hyperparameters): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
