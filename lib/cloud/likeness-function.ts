import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards, allow, policy } from './permissions.ts';

/** CloudFormation metadata that names a function's folder, so that one machine finds its handler. */
export const functionMetadata = 'likeness:function';

/** The folders of `functions/`. */
export const functionNames = [
  'accept',
  'api',
  'api-stream',
  'authorizer',
  'close',
  'deletion',
  'deploy',
  'fail',
  'plan',
  'prepare',
  'promote',
  'record',
  'retention',
  'settle',
  'smoke-test',
  'starter',
  'verdict',
  'webhook-fan-out',
  'webhook-send',
] as const;

export type FunctionName = (typeof functionNames)[number];

export interface LikenessFunctionProps {
  /** The folder in `functions/`; its `index.ts` exports `handler`. */
  readonly name: FunctionName;
  /** One line for the operator. */
  readonly description: string;
  /** What `index.ts` reads. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long one call may take. */
  readonly timeout: Duration;
  /** In MiB; the share of a processor grows with it. */
  readonly memorySize: number;
  /**
   * Packages with native code, which esbuild can't bundle: copied from `node_modules` as they are,
   * and run on x86_64.
   *
   * @default none, on arm64
   */
  readonly nativePackages?: readonly string[];
  /**
   * Calls that are under way at once: kept for this function, and at most so many.
   *
   * @default what the account leaves
   */
  readonly reservedConcurrency?: number;
}

/** One Lambda function from one folder of `functions/`, with a role, a log group and nothing shared. */
export class LikenessFunction extends Construct {
  public readonly name: FunctionName;
  public readonly function: NodejsFunction;
  public readonly logGroup: LogGroup;
  public readonly role: Role;
  public readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: LikenessFunctionProps) {
    super(scope, id);
    const entry = join(projectRoot, 'functions', props.name, 'index.ts');
    if (!existsSync(entry)) throw new Error(`Function "${props.name}" has no ${entry}`);
    this.name = props.name;
    this.timeout = props.timeout;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.createRole();
    this.function = this.createFunction(entry, props);
    (this.function.node.defaultChild as CfnFunction).addMetadata(functionMetadata, props.name);
    Validations.of(this.function).acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'Both homes run the handlers on the same Node.js release, which has long-term support.',
    });
  }

  private createRole(): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        telemetry: policy(
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]),
          allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
        ),
      },
    });
    acknowledgeWildcards(role, { 'Resource::*': 'X-Ray takes traces for no resource in particular.' });
    return role;
  }

  private createFunction(entry: string, props: LikenessFunctionProps): NodejsFunction {
    const native = props.nativePackages ?? [];
    return new NodejsFunction(this, 'Function', {
      description: props.description,
      entry,
      handler: 'handler',
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      runtime: Runtime.NODEJS_22_X,
      architecture: native.length > 0 ? Architecture.X86_64 : Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: `likeness-${props.name}`,
      },
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        target: 'node22',
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        bundleAwsSDK: true,
        // CommonJS packages inside an ES module still call require().
        banner: "import{createRequire as r}from'node:module';const require=r(import.meta.url);",
        externalModules: [...native],
        commandHooks: copyPackages(native),
      },
    });
  }
}

const projectRoot = join(import.meta.dirname, '..', '..');

/** Copies installed packages beside the bundle, so that synthesis needs neither npm nor a network. */
function copyPackages(packages: readonly string[]): ICommandHooks {
  const copy = (inputDir: string, outputDir: string, name: string): string => {
    const from = join(inputDir, 'node_modules', name);
    const to = join(outputDir, 'node_modules', name);
    const script = "require('node:fs').cpSync(process.argv[1], process.argv[2], {recursive: true, dereference: true})";
    return `node -e "${script}" "${from}" "${to}"`;
  };
  return {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (inputDir, outputDir) => packages.map((name) => copy(inputDir, outputDir, name)),
  };
}
