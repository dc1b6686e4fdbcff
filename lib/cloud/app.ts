import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { endpointModes } from '../domain/endpoint-modes.ts';
import { type ExperimentProps, ExperimentStack } from './experiment.ts';
import { LikenessStack, type LikenessStackProps } from './likeness-stack.ts';

export interface LikenessAppProps {
  /** Digest of the containers' programs. */
  readonly programDigest: string;
  /**
   * What the stack is told.
   *
   * @default the context `likeness`, which is empty in `cdk.json`
   */
  readonly configuration?: Configuration;
  /**
   * Where `npm run console` put what it built.
   *
   * @default '.cache/console' of this repository
   */
  readonly consoleFolder?: string;
  /**
   * Where the cloud assembly goes.
   *
   * @default the CDK command's choice, or a temporary folder
   */
  readonly outdir?: string;
  /**
   * Bundle the functions. Without, the templates are whole and the assets are not.
   *
   * @default true
   */
  readonly bundling?: boolean;
  /**
   * Check the templates against CloudFormation's schemas and the rules of cdk-nag; a finding that nobody
   * gave a reason for fails the synthesis.
   *
   * @default true
   */
  readonly checks?: boolean;
}

/** The CDK app: the product's stack, and beside it the experiments' where the operator asks for one. */
export function createApp(props: LikenessAppProps): { readonly app: App; readonly stack: LikenessStack } {
  const checks = props.checks ?? true;
  const app = new App({
    ...(props.outdir !== undefined && { outdir: props.outdir }),
    builtinCloudFormationValidation: checks,
    treeMetadata: checks,
    analyticsReporting: false,
    context: {
      ...readContext(),
      ...(props.bundling === false && { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true }),
    },
  });
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { experiments, ...configuration } =
    props.configuration ?? readConfiguration(app.node.tryGetContext('likeness'));
  const stack = new LikenessStack(app, 'Likeness', {
    description: 'Likeness: three photos of one thing in, a vision model that knows it out',
    terminationProtection: true,
    ...configuration,
    programDigest: props.programDigest,
    ...(props.consoleFolder !== undefined && { consoleFolder: props.consoleFolder }),
  });
  if (experiments) {
    new ExperimentStack(app, 'LikenessExperiments', {
      description: 'Likeness: many runs of the workflow, as one experiment asks for them',
      ...experiments,
    });
  }
  Tags.of(app).add('likeness:stack', stack.stackName);
  return { app, stack };
}

const apiShape = z
  .strictObject({
    origins: z.array(z.string()),
    domain: z.strictObject({ name: z.string(), certificateArn: z.string() }),
    firewall: z.boolean(),
    requestsPerAddress: z.int(),
    throttle: z.strictObject({ rate: z.int(), burst: z.int() }),
    logging: z.enum(['ERROR', 'INFO']),
    reservedConcurrency: z.strictObject({ api: z.int(), streams: z.int() }).partial(),
    identity: z.strictObject({ callbackUrls: z.array(z.string()), domainPrefix: z.string() }).partial(),
  })
  .partial();

const consoleShape = z
  .strictObject({ domain: z.strictObject({ name: z.string(), certificateArn: z.string() }), webAclArn: z.string() })
  .partial();

/** What an operator may set under `likeness` in the context of `cdk.json`; every member is optional. */
const configurationShape = z.strictObject({
  images: z
    .strictObject({ contrastive: z.string(), dreambooth: z.string(), embedding: z.string(), evaluation: z.string() })
    .partial(),
  imageTag: z.string(),
  endpoint: z.strictObject({
    stage: z.enum(['production', 'development']),
    mode: z.enum(endpointModes).optional(),
    backbone: z.string().optional(),
    instanceType: z.string().optional(),
    copies: z.strictObject({ min: z.int(), max: z.int() }).optional(),
    alarmTopicArn: z.string().optional(),
  }),
  endpointName: z.string(),
  instances: z.strictObject({ gpu: z.string(), cpu: z.string() }),
  spot: z.boolean(),
  captionModel: z.string(),
  api: z.union([z.literal(false), apiShape]),
  console: z.union([z.literal(false), consoleShape]),
  experiments: z.strictObject({
    bucketName: z.string(),
    tableName: z.string(),
    workflowArn: z.string(),
    concurrency: z.int().optional(),
    toleratedFailures: z.int().optional(),
  }),
});

type StackSettings = Exclude<keyof typeof configurationShape.shape, 'experiments'>;

export type Configuration = Partial<Pick<LikenessStackProps, StackSettings>> & {
  /** Makes the experiments' stack too. */
  readonly experiments?: Omit<ExperimentProps, 'timeout'>;
};

/** @throws Error that names every member which isn't known or has the wrong type */
export function readConfiguration(context: unknown): Configuration {
  const result = configurationShape.partial().safeParse(context ?? {});
  if (!result.success) throw new Error(`Context "likeness": ${z.prettifyError(result.error)}`, { cause: result.error });
  return result.data as Configuration;
}

/** The command hands over the context itself; tests and one machine don't run the command. */
function readContext(): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', '..', 'cdk.json');
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> };
  return context;
}
