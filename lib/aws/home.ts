import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { type EndpointMode, endpointModes } from '../domain/endpoint-modes.ts';
import { InputError } from '../domain/errors.ts';
import type { Home } from '../domain/home.ts';
import { cloudForgetting } from '../domain/horizons.ts';
import { defaultQuotas } from '../domain/quotas.ts';
import { systemClock } from '../ports/clock.ts';
import type { Endpoints, Executions, JobLogs, Ports } from '../ports/index.ts';
import { storedModels } from '../ports/models.ts';
import { componentEndpoints } from './endpoints/component.ts';
import { dedicatedEndpoints } from './endpoints/dedicated.ts';
import { sharedEndpoints } from './endpoints/shared.ts';
import { eventBridgeEvents } from './events.ts';
import { stepFunctionsExecutions } from './executions.ts';
import { forgettingLogStreams, stepFunctionsEnds } from './forgetting.ts';
import { cloudWatchJobLogs } from './job-logs.ts';
import { s3Objects } from './objects.ts';
import { dynamoRecords } from './records.ts';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const homeVariables = [
  'LIKENESS_BUCKET',
  'LIKENESS_IMAGES',
  'LIKENESS_PROGRAM_DIGEST',
  'LIKENESS_TRAINING_ROLE_ARN',
  'LIKENESS_GPU_INSTANCE',
  'LIKENESS_CPU_INSTANCE',
  'LIKENESS_SPOT',
  // Lambda sets it.
  'AWS_REGION',
] as const;
const portVariables = ['LIKENESS_TABLE', 'LIKENESS_EVENT_BUS', 'LIKENESS_ENDPOINT'] as const;
/** What each mode of the endpoints needs besides. */
const modeVariables = {
  shared: [],
  component: ['LIKENESS_ENDPOINT_COMPONENT'],
  dedicated: ['LIKENESS_SERVING_ROLE_ARN', 'LIKENESS_SERVING_INSTANCE', 'LIKENESS_SERVING_BACKBONE'],
} as const satisfies Record<EndpointMode, readonly string[]>;
const stateMachineVariable = 'LIKENESS_STATE_MACHINE_ARN';

const imagesShape = z.strictObject({
  dreambooth: z.string().min(1),
  contrastive: z.string().min(1),
  evaluation: z.string().min(1),
  embedding: z.string().min(1),
});

/** The values of `names`; one error for all that are missing or empty. */
export function required<Name extends string>(env: Environment, names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) throw new InputError('SetupIncomplete', `The environment lacks ${missing.join(', ')}.`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<Name, string>;
}

function images(text: string): Home['images'] {
  try {
    return imagesShape.parse(JSON.parse(text));
  } catch (error) {
    const names = Object.keys(imagesShape.shape).join(', ');
    throw new InputError(
      'SetupIncomplete',
      `LIKENESS_IMAGES is not a JSON object of image addresses by name (${names}).`,
      {
        cause: error,
      },
    );
  }
}

function flag(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw new InputError('SetupIncomplete', `${name} is '${text}'; it takes 'true' or 'false'.`);
  }
  return text === 'true';
}

/**
 * The cloud's home as the `LIKENESS_...` variables and `AWS_REGION` tell it.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing
 */
export function homeFromEnvironment(env: Environment): Home {
  const values = required(env, homeVariables);
  return {
    region: values.AWS_REGION,
    bucket: values.LIKENESS_BUCKET,
    images: images(values.LIKENESS_IMAGES),
    programDigest: values.LIKENESS_PROGRAM_DIGEST,
    trainingRoleArn: values.LIKENESS_TRAINING_ROLE_ARN,
    instances: { gpu: values.LIKENESS_GPU_INSTANCE, cpu: values.LIKENESS_CPU_INSTANCE },
    backbone: env.LIKENESS_BACKBONE || null,
    preset: 'combined',
    quotas: defaultQuotas,
    spot: flag('LIKENESS_SPOT', values.LIKENESS_SPOT),
    forgetting: cloudForgetting,
  };
}

/**
 * The home and its ports on AWS, with the credentials and the region (or `AWS_ENDPOINT_URL`) of the process.
 *
 * Only who starts, stops or follows executions needs `LIKENESS_STATE_MACHINE_ARN`: the workflow's own functions can't be told it,
 * since the state machine is defined by theirs. Without it `executions` fail.
 * `LIKENESS_ENDPOINT_MODE` says how adapters are served, shared unless said.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing, or a mode that there is not
 */
export function cloudPorts(env: Environment): { readonly home: Home; readonly ports: Ports } {
  const mode = endpointMode(env);
  const values = required(env, [...homeVariables, ...portVariables, ...modeVariables[mode]]);
  const home = homeFromEnvironment(env);
  const s3 = new S3Client({});
  const objects = s3Objects(s3);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    home,
    ports: {
      objects,
      records: dynamoRecords(documents, values.LIKENESS_TABLE),
      endpoints: endpoints(mode, env, home),
      executions: executions(env),
      events: eventBridgeEvents(new EventBridgeClient({}), values.LIKENESS_EVENT_BUS, systemClock),
      // The plan alone asks one, and brings it along.
      captions: null,
      models: storedModels(objects, values.LIKENESS_BUCKET),
      jobLogs: jobLogs(new CloudWatchLogsClient({})),
      clock: systemClock,
    },
  };
}

function endpointMode({ LIKENESS_ENDPOINT_MODE: text }: Environment): EndpointMode {
  const mode = endpointModes.find((known) => known === (text || 'shared'));
  if (mode !== undefined) return mode;
  const message = `LIKENESS_ENDPOINT_MODE is '${text}'; it takes one of ${endpointModes.join(', ')}.`;
  throw new InputError('SetupIncomplete', message);
}

function endpoints(mode: EndpointMode, env: Environment, { bucket, images }: Home): Endpoints {
  const runtime = new SageMakerRuntimeClient({});
  const { LIKENESS_ENDPOINT: endpoint } = required(env, ['LIKENESS_ENDPOINT']);
  // An endpoint that can't scale to zero has no components.
  const shared = { endpoint, component: env.LIKENESS_ENDPOINT_COMPONENT || undefined };
  if (mode === 'shared') return sharedEndpoints(runtime, shared);
  const clients = { runtime, control: new SageMakerClient({}) };
  if (mode === 'component') {
    const { LIKENESS_ENDPOINT_COMPONENT: component } = required(env, modeVariables.component);
    return componentEndpoints(clients, { endpoint, component });
  }
  const values = required(env, modeVariables.dedicated);
  return dedicatedEndpoints(clients, shared, {
    bucket,
    image: images.embedding,
    roleArn: values.LIKENESS_SERVING_ROLE_ARN,
    instanceType: values.LIKENESS_SERVING_INSTANCE,
    machineImage: env.LIKENESS_SERVING_MACHINE_IMAGE || undefined,
    backbone: values.LIKENESS_SERVING_BACKBONE,
    volumeKeyArn: env.LIKENESS_SERVING_KEY_ARN || undefined,
  });
}

const jobLogs = (client: CloudWatchLogsClient): JobLogs => ({
  ...cloudWatchJobLogs(client),
  ...forgettingLogStreams(client),
});

function executions(env: Environment): Executions {
  const machine = env[stateMachineVariable];
  if (machine) {
    const client = new SFNClient({});
    return { ...stepFunctionsExecutions(client, machine), ...stepFunctionsEnds(client, machine) };
  }
  const lacking = async (): Promise<never> => {
    throw new InputError('SetupIncomplete', `The environment lacks ${stateMachineVariable}.`);
  };
  return { start: lacking, stop: lacking, trace: lacking, isOver: lacking, forget: lacking };
}
