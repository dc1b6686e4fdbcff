import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnEndpoint, CfnEndpointConfig, CfnInferenceComponent, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { type EndpointMode, servingNameStart } from '../domain/endpoint-modes.ts';
import { pretrainedPrefix } from '../domain/keys.ts';
import { EndpointAlarms } from './endpoint-alarms.ts';
import type { EndpointInstance } from './endpoint-instance.ts';
import { admitMode, type Callers, type Serving } from './endpoint-modes.ts';
import { EndpointScaling } from './endpoint-scaling.ts';
import { type Copies, type EndpointSettings, resolveSettings } from './endpoint-settings.ts';
import type { ImageSource } from './images.ts';
import { allow } from './permissions.ts';
import { ServingRole } from './serving-role.ts';

export interface SharedEndpointProps extends EndpointSettings {
  /** Holds the backbone and the adapters. */
  readonly bucket: IBucket;
  /** The embedding image. */
  readonly image: ImageSource;
}

/**
 * The SageMaker endpoint that serves all subjects: one inference component, the base, whose server loads any subject's
 * adapter from the bucket when a request names it. Adapters may have inference components of their own on top of it.
 *
 * What the server answers is written nowhere: there is no data capture.
 */
export class SharedEndpoint extends Construct {
  public readonly endpointName: string;
  /** Name of the base. */
  public readonly componentName: string;
  /** Name of the backbone that every adapter here is for. */
  public readonly backbone: string;
  public readonly role: Role;
  public readonly alarms: EndpointAlarms;
  readonly #mode: EndpointMode;
  readonly #serving: Serving;

  constructor(scope: Construct, id: string, props: SharedEndpointProps) {
    const { mode, backbone, instance, copies } = resolveSettings(props);
    super(scope, id);
    this.backbone = backbone;
    // Chosen here and not by CloudFormation, because log groups and permissions name them. ARNs have them in lower case.
    this.endpointName = Names.uniqueResourceName(this, { maxLength: 58, separator: '-' }).toLowerCase();
    this.componentName = `${this.endpointName}-base`;

    const volumeKey = this.createVolumeKey(instance);
    const logGroups = this.createLogGroups();
    this.role = new ServingRole(this, 'Serving', {
      bucket: props.bucket,
      backbone,
      repositoryArn: props.image.repositoryArn,
      logGroupNames: [...Object.values(logGroupNames(this)), ...(mode === 'dedicated' ? [dedicatedLogs] : [])],
      ...(volumeKey !== undefined && { volumeKey }),
    }).role;
    this.#mode = mode;
    this.#serving = {
      endpointName: this.endpointName,
      componentName: this.componentName,
      role: this.role,
      backbone,
      instance,
      machineImage: instance.accelerated ? machineImage : undefined,
      volumeKey,
    };
    const config = this.createConfig(instance, copies, volumeKey);
    const endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName: this.endpointName,
      endpointConfigName: config.attrEndpointConfigName,
    });
    // Else SageMaker makes the log groups itself, and keeps what is in them for ever.
    endpoint.node.addDependency(this.role, ...logGroups);
    const component = this.createBase(endpoint, this.createModel(props, backbone, instance), instance, copies);

    const { componentName } = this;
    const scaling = new EndpointScaling(this, 'Scaling', { componentName, copies, accelerated: instance.accelerated });
    scaling.node.addDependency(component);
    this.alarms = new EndpointAlarms(this, 'Alarms', {
      componentName,
      alwaysServing: copies.min > 0,
      ...(props.alarmTopicArn !== undefined && { topicArn: props.alarmTopicArn }),
    });
  }

  /**
   * Tells those that ask the base's name and lets them call it: a request to an endpoint with components has to name one.
   * In other modes than the shared, all callers also what these take.
   */
  public admit(callers: Callers): void {
    const resourceName = this.componentName;
    const arn = Stack.of(this).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName });
    const { deploy, smokeTest, api } = callers;
    for (const { function: made, role } of [deploy, smokeTest, ...(api === undefined ? [] : [api])]) {
      made.addEnvironment('LIKENESS_ENDPOINT_COMPONENT', this.componentName);
      role.addToPolicy(allow(['sagemaker:InvokeEndpoint'], [arn]));
    }
    admitMode(this, this.#mode, this.#serving, callers);
  }

  /** Adapters and photos pass over the instances' volumes. */
  private createVolumeKey({ localStorage }: EndpointInstance): Key | undefined {
    if (localStorage) return undefined;
    return new Key(this, 'VolumeKey', {
      description: "Volumes of the endpoint's instances",
      enableKeyRotation: true,
      // What it encrypts is gone with the instances.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private createLogGroups(): LogGroup[] {
    return Object.entries(logGroupNames(this)).map(
      ([id, logGroupName]) =>
        new LogGroup(this, id, {
          logGroupName,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
    );
  }

  /**
   * The image and the backbone. It is a model object because a component of its own takes no folder for its weights,
   * only an archive, and the folder in the bucket is the one that training jobs read.
   */
  private createModel({ bucket, image }: SharedEndpointProps, backbone: string, instance: EndpointInstance): CfnModel {
    return new CfnModel(this, 'Model', {
      executionRoleArn: this.role.roleArn,
      primaryContainer: {
        image: image.uri,
        modelDataSource: {
          s3DataSource: {
            s3Uri: pretrainedPrefix(bucket.bucketName, 'backbone', backbone),
            s3DataType: 'S3Prefix',
            compressionType: 'None',
          },
        },
        environment: {
          LIKENESS_STORE: `s3://${bucket.bucketName}`,
          LIKENESS_CLOUDWATCH: '1',
          ...(instance.accelerated && onGpu),
        },
      },
    });
  }

  /** Without network isolation, which would keep the server from the bucket: it reads adapters there as they are asked for. */
  private createConfig(instance: EndpointInstance, copies: Copies, volumeKey: Key | undefined): CfnEndpointConfig {
    return new CfnEndpointConfig(this, 'Config', {
      executionRoleArn: this.role.roleArn,
      productionVariants: [
        {
          variantName,
          instanceType: instance.type,
          initialInstanceCount: Math.max(copies.min, 1),
          managedInstanceScaling: {
            status: 'ENABLED',
            minInstanceCount: copies.min,
            // One more than it takes: an update starts a new copy before it ends an old one.
            maxInstanceCount: copies.max + 1,
          },
          routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
          ...(instance.accelerated && { inferenceAmiVersion: machineImage }),
        },
      ],
      ...(volumeKey !== undefined && { kmsKeyId: volumeKey.keyArn }),
    });
  }

  private createBase(
    endpoint: CfnEndpoint,
    model: CfnModel,
    instance: EndpointInstance,
    copies: Copies,
  ): CfnInferenceComponent {
    return new CfnInferenceComponent(this, 'Base', {
      inferenceComponentName: this.componentName,
      endpointName: endpoint.attrEndpointName,
      variantName,
      specification: {
        modelName: model.attrModelName,
        computeResourceRequirements: {
          // Reservations, not limits; much of a machine's memory is not SageMaker's to reserve.
          minMemoryRequiredInMb: 1024,
          ...(instance.accelerated
            ? { numberOfAcceleratorDevicesRequired: 1 }
            : // More than half, so that no two copies share a machine.
              { numberOfCpuCoresRequired: Math.floor(instance.cores / 2) + 1 }),
        },
        startupParameters: {
          modelDataDownloadTimeoutInSeconds: 600,
          containerStartupHealthCheckTimeoutInSeconds: 600,
        },
      },
      // A deployment ends with a copy that has answered; one that may sleep falls asleep afterwards.
      runtimeConfig: { copyCount: Math.max(copies.min, 1) },
    });
  }
}

const variantName = 'AllTraffic';

/** The image's PyTorch is built for CUDA 13, and SageMaker's default machine image has an older driver. */
const machineImage = 'al2-ami-sagemaker-inference-gpu-3-1';

/** A GPU takes a larger batch in little more time, and waits for photos to be decoded: by all cores but the model's. */
const onGpu = { LIKENESS_BATCH: '16', LIKENESS_DECODERS: '3' };

/** Where SageMaker writes the logs of subjects' own endpoints begins so; it makes these groups itself. */
const dedicatedLogs = `/aws/sagemaker/Endpoints/${servingNameStart}`;

/** Where SageMaker writes logs. */
function logGroupNames(endpoint: SharedEndpoint): Readonly<Record<string, string>> {
  return {
    Logs: `/aws/sagemaker/InferenceComponents/${endpoint.componentName}`,
    EndpointLogs: `/aws/sagemaker/Endpoints/${endpoint.endpointName}`,
  };
}
