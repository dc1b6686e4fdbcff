import { join } from 'node:path';
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { ConsoleConfig } from '../domain/console-pages.ts';
import { acknowledgeWildcards, allow, objectWildcard, policy } from './permissions.ts';

export interface ConsoleFilesProps {
  readonly files: IBucket;
  /** What was built; null leaves what is in the bucket. */
  readonly folder: string | null;
  /** What the console needs to know of the stack. */
  readonly config: ConsoleConfig;
}

const kept = CacheControl.fromString('public, max-age=31536000, immutable');
const askedForAgain = CacheControl.noCache();

/**
 * Puts the console's files into its bucket with each deployment. What a version before left stays: somebody may have that
 * open, and its parts are loaded when they are first gone to.
 */
export class ConsoleFiles extends Construct {
  readonly #files: IBucket;
  readonly #logGroup: LogGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { files, folder, config }: ConsoleFilesProps) {
    super(scope, id);
    this.#files = files;
    this.#logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = this.createRole();

    const assets = folder && this.deploy('Assets', 'console/assets', kept, [Source.asset(join(folder, 'assets'))]);
    const pages = folder === null ? [] : [Source.asset(folder, { exclude: ['assets', '.vite'] })];
    const settings = Source.jsonData('config.json', config);
    const deployed = this.deploy('Pages', 'console', askedForAgain, [...pages, settings]);
    // A page comes after what it names.
    if (assets !== null) deployed.node.addDependency(assets);
    this.acknowledge();
  }

  private createRole(): Role {
    const role = new Role(this, 'Role', {
      description: "Copies the console's files",
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        telemetry: policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.#logGroup.logGroupArn])),
        files: policy(
          allow(['s3:ListBucket'], [this.#files.bucketArn]),
          allow(['s3:AbortMultipartUpload', 's3:PutObject'], [this.#files.arnForObjects('console/*')]),
        ),
      },
    });
    acknowledgeWildcards(role, { [objectWildcard(this.#files, 'console/*')]: 'What it copies is there, by any name.' });
    return role;
  }

  private deploy(
    id: string,
    folder: string,
    cacheControl: CacheControl,
    sources: readonly ISource[],
  ): BucketDeployment {
    const made = new BucketDeployment(this, id, {
      destinationBucket: this.#files,
      destinationKeyPrefix: folder,
      sources: sources.map((source) => this.readable(source)),
      cacheControl: [cacheControl],
      prune: false,
      outputObjectKeys: false,
      memoryLimit: 512,
      logGroup: this.#logGroup,
      // The construct would allow itself more than it needs.
      role: this.#role.withoutPolicyUpdates(),
    });
    made.node.addDependency(this.#role);
    return made;
  }

  /** The same source, whose one object the role may read. */
  private readable(source: ISource): ISource {
    return {
      bind: (scope, context) => {
        const bound = source.bind(scope, context);
        this.#role.addToPolicy(allow(['s3:GetObject'], [bound.bucket.arnForObjects(bound.zipObjectKey)]));
        return bound;
      },
    };
  }

  /** The function is the CDK's own, one for the stack. */
  private acknowledge(): void {
    const made = Stack.of(this).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    if (made === undefined) throw new Error('The CDK copies files by another function than it did.');
    Validations.of(made).acknowledge({ id: 'AwsSolutions-L1', reason: 'The CDK says what its function runs on.' });
  }
}
