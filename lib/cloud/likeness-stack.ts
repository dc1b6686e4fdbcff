import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Home } from '../domain/home.ts';
import { Api, type ApiSettings } from './api.ts';
import { Console, type ConsoleSettings } from './console.ts';
import { Deletions } from './deletions.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import { SharedEndpoint } from './endpoints.ts';
import { Functions } from './functions.ts';
import { type Images, imageSources } from './images.ts';
import { Observability } from './observability.ts';
import { Storage } from './storage.ts';
import { TrainingRole } from './training-role.ts';
import { Trigger } from './trigger.ts';
import { Webhooks } from './webhooks.ts';
import { Workflow } from './workflow.ts';

export interface LikenessStackProps extends StackProps {
  /** Digest of the containers' programs, 64 hexadecimal characters: new code makes new jobs. */
  readonly programDigest: string;
  /**
   * Addresses of images that are elsewhere than in this account and region.
   *
   * @default `{account}.dkr.ecr.{region}.amazonaws.com/likeness-{name}:{imageTag}`
   */
  readonly images?: Partial<Images>;
  /**
   * Tag of the images whose address isn't given.
   *
   * @default the first 12 characters of the programs' digest
   */
  readonly imageTag?: string;
  /**
   * The SageMaker endpoint that serves the adapters. It costs as long as it has instances, asked or not.
   *
   * @default none is made: the stack calls the one that `endpointName` names
   */
  readonly endpoint?: EndpointSettings;
  /**
   * Name of an endpoint that was made elsewhere.
   *
   * @default 'likeness', or the stack's own
   */
  readonly endpointName?: string;
  /**
   * Instance types of training jobs with and without a GPU.
   *
   * @default { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' }
   */
  readonly instances?: Home['instances'];
  /**
   * Spot capacity for training jobs: cheaper, and a job may be interrupted and go on from its checkpoint.
   *
   * @default true
   */
  readonly spot?: boolean;
  /**
   * Language model of Amazon Bedrock that writes captions: the id of a model or of an inference profile.
   *
   * @default none: captions are made by a grammar
   */
  readonly captionModel?: string;
  /**
   * The HTTP API, or `false` for none: then runs are started by what lands in the bucket alone, nobody signs in, and
   * there is no deletion and no webhook, which are asked for there.
   *
   * @default {} the API as its own defaults have it
   */
  readonly api?: ApiSettings | false;
  /**
   * The console, or `false` for none. There is none without an API.
   *
   * @default {} the console at CloudFront's own address
   */
  readonly console?: ConsoleSettings | false;
  /**
   * Where `npm run console` puts what it builds.
   *
   * @default '.cache/console' of this repository
   */
  readonly consoleFolder?: string;
}

/** Likeness in one account and region. */
export class LikenessStack extends Stack {
  public readonly storage: Storage;
  public readonly eventBus: EventBus;
  public readonly trainingRole: TrainingRole;
  /** Where the stack makes one. */
  public readonly endpoint: SharedEndpoint | undefined;
  public readonly functions: Functions;
  public readonly workflow: Workflow;
  public readonly trigger: Trigger;
  /** Where the stack has one; and so the two beside it. */
  public readonly api: Api | undefined;
  public readonly webhooks: Webhooks | undefined;
  public readonly deletions: Deletions | undefined;
  public readonly console: Console | undefined;
  public readonly observability: Observability;

  constructor(scope: Construct, id: string, props: LikenessStackProps) {
    checkProps(props);
    super(scope, id, props);
    const { programDigest, spot = true } = props;
    const instances = props.instances ?? { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' };
    const sources = imageSources(this, props.imageTag ?? programDigest.slice(0, 12), props.images);

    this.storage = new Storage(this, 'Storage');
    this.eventBus = new EventBus(this, 'Events', { description: 'What happened to runs' });
    this.trainingRole = new TrainingRole(this, 'Training', {
      bucket: this.storage.bucket,
      repositoryArns: Object.values(sources).map((source) => source.repositoryArn),
    });
    const { bucket } = this.storage;
    this.endpoint =
      props.endpoint && new SharedEndpoint(this, 'Endpoint', { bucket, image: sources.embedding, ...props.endpoint });
    const endpointName = this.endpoint?.endpointName ?? props.endpointName ?? 'likeness';
    const { table } = this.storage;
    this.functions = new Functions(this, 'Functions', {
      bucket,
      table,
      eventBus: this.eventBus,
      trainingRole: this.trainingRole.role,
      images: Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, source.uri])) as Images,
      programDigest,
      instances,
      spot,
      endpointName,
      ...(props.captionModel !== undefined && { captionModel: props.captionModel }),
    });
    const { byName } = this.functions;
    this.workflow = new Workflow(this, 'Workflow', {
      functions: byName,
      trainingRole: this.trainingRole.role,
      instances,
    });
    const { stateMachine } = this.workflow;
    this.trigger = new Trigger(this, 'Trigger', {
      bucket: this.storage.bucket,
      stateMachine,
      starter: byName.starter,
      close: byName.close,
    });
    if (props.api !== false) {
      const { eventBus, endpoint } = this;
      const { environment } = this.functions;
      this.webhooks = new Webhooks(this, 'Webhooks', { eventBus, table, environment });
      this.deletions = new Deletions(this, 'Deletions', { bucket, table, stateMachine, environment });
      const surroundings = {
        ...{ bucket, table, eventBus, stateMachine, endpointName, environment },
        ...(endpoint && { backbone: endpoint.backbone }),
        deliveries: this.webhooks.deliveries,
        deletions: this.deletions.queue,
        receiptKey: this.deletions.receiptKey,
      };
      this.api = new Api(this, 'Api', surroundings, props.api);
      if (props.console !== false) {
        const { accessLogs } = this.storage;
        const folder = props.consoleFolder ?? builtConsole;
        this.console = new Console(this, 'Console', { api: this.api, bucket, accessLogs, folder, ...props.console });
      }
    }
    this.endpoint?.admit({
      deploy: byName.deploy,
      smokeTest: byName['smoke-test'],
      api: this.api?.functions.api,
      ...(this.deletions && { removers: [this.deletions.deletion, this.deletions.retention] }),
    });
    this.observability = new Observability(this, 'Observability', {
      stateMachine,
      ...(this.api && { api: this.api.gateway.restApi }),
      deadLetters: {
        UploadsNotStarted: this.trigger.failedUploads,
        RunsNotClosed: this.trigger.failedCloses,
        ...(this.webhooks && {
          EventsNotTold: this.webhooks.failedEvents,
          DeliveriesNotAttempted: this.webhooks.failedDeliveries,
        }),
        ...(this.deletions && {
          DeletionsNotDone: this.deletions.failedDeletions,
          RetentionNotKept: this.deletions.failedRetentions,
        }),
      },
    });
    this.createOutputs();
  }

  private createOutputs(): void {
    const outputs = {
      BucketName: this.storage.bucket.bucketName,
      TableName: this.storage.table.tableName,
      EventBusName: this.eventBus.eventBusName,
      StateMachineArn: this.workflow.stateMachine.stateMachineArn,
      TrainingRoleArn: this.trainingRole.role.roleArn,
      ...(this.endpoint && {
        EndpointName: this.endpoint.endpointName,
        EndpointComponent: this.endpoint.componentName,
      }),
      ...this.api?.outputs,
      ...this.console?.outputs,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

const builtConsole = join(import.meta.dirname, '..', '..', '.cache', 'console');

function checkProps({
  programDigest,
  imageTag,
  endpoint,
  endpointName,
  instances,
  captionModel,
}: LikenessStackProps): void {
  if (endpoint !== undefined && endpointName !== undefined) {
    throw new Error('endpointName is of an endpoint made elsewhere, and endpoint makes one: say one of them');
  }
  const checks: readonly [name: string, value: string | undefined, shape: RegExp][] = [
    ['programDigest', programDigest, /^[0-9a-f]{64}$/],
    ['imageTag', imageTag, /^\w[\w.-]{0,127}$/],
    ['endpointName', endpointName, /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/],
    ['captionModel', captionModel, /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9a-z]+)*$/],
    ['instances.gpu', instances?.gpu, /^ml\.[a-z0-9-]+\.[a-z0-9]+$/],
    ['instances.cpu', instances?.cpu, /^ml\.[a-z0-9-]+\.[a-z0-9]+$/],
  ];
  for (const [name, value, shape] of checks) {
    if (value !== undefined && !shape.test(value)) throw new Error(`${name}: "${value}" doesn't match ${shape}`);
  }
}
