import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { contentPolicy, type Elsewhere } from '../domain/console-pages.ts';
import { page, viewRewriting } from './console-views.ts';
import { closedBucket } from './storage.ts';

export interface ConsolePagesSettings {
  /**
   * A name of its own, whose DNS record is made beside the stack: an alias of the output `ConsoleTarget`.
   *
   * @default CloudFront's own address
   */
  readonly domain?: {
    readonly name: string;
    /** ARN of a certificate for the name, in us-east-1, where CloudFront looks for it. */
    readonly certificateArn: string;
  };
  /**
   * ARN of a web ACL of AWS WAF for CloudFront, which is made in us-east-1.
   *
   * @default none: there are files alone, which are the same for everybody; the API has its own
   */
  readonly webAclArn?: string;
}

export interface ConsolePagesProps extends ConsolePagesSettings {
  readonly files: IBucket;
  readonly accessLogs: IBucket;
  /** What the pages may ask besides the files. */
  readonly elsewhere: Elsewhere;
}

const twoYears = Duration.days(730);

/** Hands out the console's files, under a policy that runs nothing foreign. */
export class ConsolePages extends Construct {
  public readonly distribution: Distribution;
  /** A name of its own, where it has one. */
  public readonly domainName: string | undefined;
  /** What the console is reached as, without a `/` at its end. */
  public readonly url: string;

  constructor(scope: Construct, id: string, props: ConsolePagesProps) {
    super(scope, id);
    this.domainName = props.domain?.name;
    this.distribution = this.createDistribution(props);
    this.url = `https://${this.domainName ?? this.distribution.distributionDomainName}`;
    this.acknowledge(props);
  }

  private createDistribution({ files, accessLogs, elsewhere, domain, webAclArn }: ConsolePagesProps): Distribution {
    return new Distribution(this, 'Distribution', {
      comment: 'The console',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultRootObject: page.slice(1),
      ...(domain && {
        domainNames: [domain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      ...(webAclArn !== undefined && { webAclId: webAclArn }),
      logBucket: this.createLogs(accessLogs),
      logFilePrefix: 'console/',
      defaultBehavior: {
        // Who may not list is told that a missing file is forbidden, where it is not there.
        origin: S3BucketOrigin.withOriginAccessControl(files, {
          originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
          originAccessControl: new S3OriginAccessControl(this, 'Access', {
            originAccessControlName: this.named('access'),
          }),
        }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        cachePolicy: this.createCachePolicy(),
        responseHeadersPolicy: this.createHeadersPolicy(elsewhere),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.createViews() }],
      },
    });
  }

  /** CloudFront's logs come by an access control list, which the other bucket of logs does not take. */
  private createLogs(accessLogs: IBucket): Bucket {
    return new Bucket(this, 'Logs', {
      ...closedBucket,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'console-logs/',
      lifecycleRules: [{ id: 'expire', expiration: Duration.days(90) }],
    });
  }

  /** As long as each file says, which is for ever or not at all. */
  private createCachePolicy(): CachePolicy {
    return new CachePolicy(this, 'Caching', {
      comment: "The console's files, as long as each says",
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }

  private createHeadersPolicy(elsewhere: Elsewhere): ResponseHeadersPolicy {
    const override = true;
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.named('headers'),
      comment: 'What a page of the console may do',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentPolicy(elsewhere), override },
        contentTypeOptions: { override },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
        strictTransportSecurity: { accessControlMaxAge: twoYears, includeSubdomains: true, override },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override }],
      },
    });
  }

  private createViews(): EdgeFunction {
    return new EdgeFunction(this, 'Views', {
      comment: 'Every view of the console is its one page',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(viewRewriting),
    });
  }

  /** CloudFront's names are the account's, whatever the region. */
  private named(what: string): string {
    return `${Stack.of(this).stackName}-console-${what}-${Aws.REGION}`;
  }

  private acknowledge({ domain, webAclArn }: ConsolePagesProps): void {
    Validations.of(this.distribution).acknowledge(
      {
        id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
        reason: 'The address of the list is a view, and no query goes on to the bucket.',
      },
      { id: 'AwsSolutions-CFR1', reason: 'Who may sign in is asked of the person, not of the country.' },
      ...(webAclArn === undefined
        ? [
            {
              id: 'AwsSolutions-CFR2',
              reason:
                'There are files alone, the same for everybody, and the API has a firewall. One for CloudFront can only be made in us-east-1.',
            },
          ]
        : []),
      ...(domain === undefined
        ? [
            {
              id: 'AwsSolutions-CFR4',
              reason: "CloudFront's own name comes with its own certificate, whose protocols are not to be chosen.",
            },
          ]
        : []),
    );
  }
}
