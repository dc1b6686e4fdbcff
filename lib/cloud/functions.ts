import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Home, ImageName } from '../domain/home.ts';
import type { Images } from './images.ts';
import { type FunctionName, LikenessFunction } from './likeness-function.ts';
import { acknowledgeWildcards, allow, objectWildcard } from './permissions.ts';

export interface FunctionsProps {
  readonly bucket: IBucket;
  readonly table: ITableV2;
  /** Where runs' events go. */
  readonly eventBus: IEventBus;
  /** Handed to training jobs. */
  readonly trainingRole: IRole;
  /** Image addresses. */
  readonly images: Images;
  /** Digest of the containers' programs. */
  readonly programDigest: string;
  /** Instance types of training jobs with and without a GPU. */
  readonly instances: Home['instances'];
  /** Spot capacity for training jobs. */
  readonly spot: boolean;
  /** Name of the SageMaker endpoint that serves every subject's adapter. */
  readonly endpointName: string;
  /**
   * Language model of Amazon Bedrock that writes captions: a model's id, or that of an inference profile.
   *
   * @default none: the captions are the grammar's
   */
  readonly captionModel?: string;
}

/** The functions that runs take; those of the service are beside what calls them. */
type RunFunctionName = Exclude<
  FunctionName,
  'api' | 'api-stream' | 'authorizer' | 'deletion' | 'retention' | 'webhook-fan-out' | 'webhook-send'
>;

/** The Lambda functions of runs, each with the permissions that its handler needs and no others. */
export class Functions extends Construct {
  public readonly byName: Readonly<Record<RunFunctionName, LikenessFunction>>;
  /** The cloud's home, as functions are told it. */
  public readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.environment = environmentOf(this, props);
    const names = Object.keys(shapes).sort() as RunFunctionName[];
    const created = names.map((name) => [name, this.createFunction(name, this.environment, props)] as const);
    this.byName = Object.fromEntries(created) as Record<RunFunctionName, LikenessFunction>;
  }

  private createFunction(
    name: RunFunctionName,
    environment: Readonly<Record<string, string>>,
    props: FunctionsProps,
  ): LikenessFunction {
    const { description, timeout, memorySize, nativePackages, needs } = shapes[name];
    const made = new LikenessFunction(this, name, {
      name,
      description,
      environment,
      timeout: timeout ?? Duration.minutes(1),
      memorySize: memorySize ?? 512,
      ...(nativePackages && { nativePackages }),
    });
    grantObjects(made, props.bucket, needs);
    if (needs.records) grantRecords(made, props.table);
    if (needs.events) made.role.addToPolicy(allow(['events:PutEvents'], [props.eventBus.eventBusArn]));
    if (needs.captions && props.captionModel !== undefined) this.grantCaptions(made, props.captionModel);
    if (needs.endpoint)
      made.role.addToPolicy(allow(['sagemaker:InvokeEndpoint'], [endpointArn(this, props.endpointName)]));
    return made;
  }

  /** Converse is allowed as InvokeModel. An inference profile sends the request to its model in several regions. */
  private grantCaptions(made: LikenessFunction, model: string): void {
    made.function.addEnvironment('LIKENESS_CAPTION_MODEL', model);
    const [, profile] = /^(?:[a-z]{2,6}|us-gov)\.([a-z0-9-]+\..+)$/.exec(model) ?? [];
    const foundation = (region: string, id: string) => `arn:${Aws.PARTITION}:bedrock:${region}::foundation-model/${id}`;
    if (profile === undefined) {
      made.role.addToPolicy(allow(['bedrock:InvokeModel'], [foundation(Aws.REGION, model)]));
      return;
    }
    const own = Stack.of(this).formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: model });
    made.role.addToPolicy(allow(['bedrock:InvokeModel'], [own, foundation('*', profile)]));
    acknowledgeWildcards(made.role, {
      [`Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${profile}`]:
        "The profile's regions are AWS's choice; the model is one.",
    });
  }
}

/** What a handler touches. Prefixes are of keys in the bucket. */
interface Needs {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly remove?: readonly string[];
  readonly records?: boolean;
  readonly events?: boolean;
  readonly endpoint?: boolean;
  readonly captions?: boolean;
}

interface Shape {
  readonly description: string;
  readonly timeout?: Duration;
  readonly memorySize?: number;
  readonly nativePackages?: readonly string[];
  readonly needs: Needs;
}

/** sharp for Linux on x86_64 and what it requires; npm installs the two `@img` binaries on such a machine. */
export const sharp = [
  'sharp',
  '@img/colour',
  '@img/sharp-linux-x64',
  '@img/sharp-libvips-linux-x64',
  'detect-libc',
  'semver',
];

/** Of every subject: what its jobs made, and their checkpoints. */
const subjectJobs = 'tenants/*/subjects/*/jobs/*';

/** What jobs make: for one subject, or of a category for whoever asks. */
const ofRuns = ['priors/*', 'tenants/*'];

const shapes: Readonly<Record<RunFunctionName, Shape>> = {
  starter: {
    description: 'Admits an upload and starts its run',
    timeout: Duration.seconds(30),
    needs: { read: ['inbox/*'], records: true },
  },
  accept: {
    description: 'Decodes, cleans and keeps the photos of an upload',
    timeout: Duration.minutes(10),
    memorySize: 2048,
    nativePackages: sharp,
    needs: {
      read: ['assets/distractors/*', 'inbox/*', 'tenants/*'],
      write: ['tenants/*'],
      remove: ['inbox/*', 'tenants/*'],
      records: true,
    },
  },
  plan: {
    description: 'Resolves the preset, finds its models and writes the captions',
    // A language model writes captions for up to two minutes.
    timeout: Duration.minutes(3),
    needs: { read: ['assets/*', ...ofRuns], write: ofRuns, records: true, captions: true },
  },
  prepare: {
    description: 'Finds a finished job or reserves an attempt',
    needs: { read: ofRuns, write: ['tenants/*'], records: true },
  },
  settle: {
    description: 'Turns the outcome of an attempt into a result or another try',
    timeout: Duration.minutes(15),
    // It holds a job's archive while it unpacks it; new accounts get no more than this.
    memorySize: 3008,
    needs: { read: ofRuns, write: ofRuns, remove: [subjectJobs], records: true },
  },
  verdict: {
    description: 'Judges the adapter against the base',
    needs: { read: ['tenants/*'], write: ['tenants/*'], records: true },
  },
  deploy: {
    description: 'Brings the adapter to the endpoint',
    timeout: Duration.minutes(5),
    needs: { write: ['tenants/*/subjects/*/adapters/*'], records: true, endpoint: true },
  },
  'smoke-test': {
    description: 'Embeds one photo of the subject',
    timeout: Duration.minutes(5),
    needs: { read: ['tenants/*'], endpoint: true },
  },
  promote: { description: 'Points the subject at what it is served by', needs: { records: true } },
  record: { description: 'Closes a run that went through', needs: { records: true, events: true } },
  fail: { description: 'Closes a run that failed, in the words of the user', needs: { records: true, events: true } },
  close: { description: 'Closes a run whose execution ended without a catch', needs: { records: true } },
};

/** The cloud's home as `index.ts` reads it. */
function environmentOf(scope: Construct, props: FunctionsProps): Record<string, string> {
  return {
    LIKENESS_BUCKET: props.bucket.bucketName,
    LIKENESS_TABLE: props.table.tableName,
    LIKENESS_EVENT_BUS: props.eventBus.eventBusName,
    LIKENESS_TRAINING_ROLE_ARN: props.trainingRole.roleArn,
    LIKENESS_IMAGES: Stack.of(scope).toJsonString(props.images satisfies Readonly<Record<ImageName, string>>),
    LIKENESS_PROGRAM_DIGEST: props.programDigest,
    LIKENESS_GPU_INSTANCE: props.instances.gpu,
    LIKENESS_CPU_INSTANCE: props.instances.cpu,
    LIKENESS_SPOT: String(props.spot),
    LIKENESS_ENDPOINT: props.endpointName,
  };
}

function grantObjects(made: LikenessFunction, bucket: IBucket, needs: Needs): void {
  const grants = { 's3:GetObject': needs.read, 's3:PutObject': needs.write, 's3:DeleteObject': needs.remove };
  const touched = new Set<string>();
  for (const [action, keys] of Object.entries(grants)) {
    if (keys === undefined) continue;
    made.role.addToPolicy(
      allow(
        [action],
        keys.map((key) => bucket.arnForObjects(key)),
      ),
    );
    for (const key of keys) touched.add(key);
  }
  if (touched.size === 0) return;
  const prefixes = [...touched].sort();
  // A missing object answers 404 only to those who may list; that request names no prefix, hence IfExists.
  if (needs.read !== undefined) {
    made.role.addToPolicy(
      allow(['s3:ListBucket'], [bucket.bucketArn], { StringLikeIfExists: { 's3:prefix': prefixes } }),
    );
  }
  const reason = 'One function serves every tenant; the keys it uses come from the run that it is given.';
  acknowledgeWildcards(made.role, Object.fromEntries(prefixes.map((key) => [objectWildcard(bucket, key), reason])));
}

/** The operations of the records port. */
function grantRecords(made: LikenessFunction, table: ITableV2): void {
  const operations = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
  made.role.addToPolicy(
    allow(
      operations.map((operation) => `dynamodb:${operation}`),
      [table.tableArn],
    ),
  );
}

/** An endpoint's ARN; SageMaker writes its name in lower case there. */
export function endpointArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName: name.toLowerCase() });
}
