import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  type ProductionVariantInferenceAmiVersion,
  type ProductionVariantInstanceType,
} from '@aws-sdk/client-sagemaker';
import { servingName } from '../../domain/endpoint-modes.ts';
import { pretrainedPrefix, subjectInName } from '../../domain/keys.ts';
import { requestsBy } from '../../ports/embedding-server.ts';
import type { Endpoints } from '../../ports/endpoints.ts';
import { answers, unlessBusy } from '../../ports/warm-up.ts';
import { brought, type Clients, created, deleted, described, type Resource } from './control.ts';
import { sendNaming, type Target } from './invoke.ts';

/** What a subject's endpoint is made of. */
export interface DedicatedServer {
  /** The one bucket: it holds the backbone and the adapters. */
  readonly bucket: string;
  /** Address of the embedding image. */
  readonly image: string;
  /** The server's own role. */
  readonly roleArn: string;
  /** For example `ml.g5.xlarge`. */
  readonly instanceType: string;
  /** SageMaker's machine image; absent where its default has the driver that the server needs, or needs none. */
  readonly machineImage?: string | undefined;
  /** Name of the backbone: its weights are in the bucket under `assets/backbones/{name}/`. */
  readonly backbone: string;
  /** Key of the instance's volume; absent where SageMaker takes none or its own will do. */
  readonly volumeKeyArn?: string | undefined;
}

/**
 * An endpoint for each subject: a machine around the clock, whose server loads any of the subject's adapters from the
 * store when a request names it. The bare backbone has no subject, so the shared endpoint answers for it.
 *
 * What an endpoint was made of it stays: a new image or instance type is for those made later.
 */
export function dedicatedEndpoints({ control, runtime }: Clients, shared: Target, server: DedicatedServer): Endpoints {
  // The model, the configuration and the endpoint have the same name.
  const nameFor = (adapterName: string): string => servingName(shared.endpoint, subjectInName(adapterName));

  const requests = requestsBy((content, adapterName) => {
    const target = adapterName === null ? shared : { endpoint: nameFor(adapterName) };
    return sendNaming(runtime, target, content, adapterName);
  });

  const create = async (adapterName: string): Promise<void> => {
    const name = nameFor(adapterName);
    const Tags = [{ Key: 'likeness:subject', Value: subjectInName(adapterName) }];
    await created(control.send(new CreateModelCommand({ ModelName: name, Tags, ...modelOf(server) })));
    const config = { EndpointConfigName: name, Tags, ...configOf(name, server) };
    await created(control.send(new CreateEndpointConfigCommand(config)));
    await created(control.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name, Tags })));
  };

  const remove = async (adapterName: string): Promise<void> => {
    const name = nameFor(adapterName);
    await deleted(control.send(new DeleteEndpointCommand({ EndpointName: name })));
    await deleted(control.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })));
    await deleted(control.send(new DeleteModelCommand({ ModelName: name })));
  };

  const resource = (adapterName: string): Resource => ({
    what: `The endpoint of ${subjectInName(adapterName)}`,
    async state() {
      const found = await described(control.send(new DescribeEndpointCommand({ EndpointName: nameFor(adapterName) })));
      return found && { status: found.EndpointStatus, reason: found.FailureReason };
    },
    create: () => create(adapterName),
    remove: () => remove(adapterName),
    answers: () => answers(requests.embed, adapterName),
  });

  return { ...requests, remove, deploy: ({ name }) => unlessBusy(() => brought(resource(name))) };
}

/** The same server as the shared endpoint's; without its metrics, which would add to them. */
function modelOf({ bucket, image, roleArn, backbone }: DedicatedServer) {
  return {
    ExecutionRoleArn: roleArn,
    PrimaryContainer: {
      Image: image,
      ModelDataSource: {
        S3DataSource: {
          S3Uri: pretrainedPrefix(bucket, 'backbone', backbone),
          S3DataType: 'S3Prefix',
          CompressionType: 'None',
        },
      },
      Environment: { LIKENESS_STORE: `s3://${bucket}` },
    },
  } as const;
}

/** Nothing of a request is captured. */
function configOf(modelName: string, { instanceType, machineImage, volumeKeyArn }: DedicatedServer) {
  return {
    KmsKeyId: volumeKeyArn,
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: modelName,
        InstanceType: instanceType as ProductionVariantInstanceType,
        InitialInstanceCount: 1,
        InferenceAmiVersion: machineImage as ProductionVariantInferenceAmiVersion | undefined,
        ModelDataDownloadTimeoutInSeconds: 600,
        ContainerStartupHealthCheckTimeoutInSeconds: 600,
      },
    ],
  };
}
