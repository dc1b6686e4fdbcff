import { Aws, Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  CfnAccount,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  RequestAuthorizer,
  type Resource,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type ApiFunctions, streamTimeout } from './api-functions.ts';
import { answerByProblems } from './api-problems.ts';
import { Firewall } from './firewall.ts';
import { acknowledgeWildcards, allow, policy } from './permissions.ts';

export interface GatewaySettings {
  /**
   * A name of its own, whose DNS record is made beside the stack: an alias of the output `ApiTarget`.
   *
   * @default API Gateway's own address
   */
  readonly domain?: {
    readonly name: string;
    /** ARN of a certificate for the name, in the stack's region. */
    readonly certificateArn: string;
  };
  /**
   * AWS WAF before the API: known attacks, and addresses that ask too much. It costs by the month and by the request.
   *
   * @default true
   */
  readonly firewall?: boolean;
  /**
   * Requests of one IP address in five minutes that the firewall lets through.
   *
   * @default 3000
   */
  readonly requestsPerAddress?: number;
  /**
   * Requests of all tenants together: by the second, and at once.
   *
   * @default { rate: 100, burst: 200 }
   */
  readonly throttle?: { readonly rate: number; readonly burst: number };
  /**
   * What API Gateway logs of how it handles requests: errors, or each step. Never bodies or tokens.
   *
   * @default 'ERROR'
   */
  readonly logging?: 'ERROR' | 'INFO';
}

export interface GatewayProps extends GatewaySettings {
  readonly functions: ApiFunctions;
}

/** The functions behind API Gateway: the authorizer checks who asks, the functions what is asked. */
export class Gateway extends Construct {
  public readonly restApi: RestApi;
  public readonly firewall: Firewall | undefined;
  readonly #authorized: MethodOptions;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    this.restApi = this.createRestApi(props);
    this.restApi.deploymentStage.node.addDependency(this.createAccount());
    this.#authorized = {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: new RequestAuthorizer(this, 'Authorizer', {
        handler: props.functions.authorizer.function,
        identitySources: [IdentitySource.header('Authorization')],
        resultsCacheTtl: Duration.minutes(5),
      }),
    };
    answerByProblems(this.restApi);
    this.createRoutes(props.functions);
    this.acknowledge(props);
    if (props.firewall === false) return;
    this.firewall = new Firewall(this, 'Firewall', {
      stageArn: this.restApi.deploymentStage.stageArn,
      ...(props.requestsPerAddress !== undefined && { requestsPerAddress: props.requestsPerAddress }),
    });
  }

  /** Without a path: it is known before there is a stage, so that the functions may depend on who knows it. */
  public get origin(): string {
    const { domainName, restApiId } = this.restApi;
    return domainName === undefined
      ? `https://${restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`
      : `https://${domainName.domainName}`;
  }

  /** What requests' paths come after, without a `/` at its end. */
  public get url(): string {
    const { domainName, deploymentStage } = this.restApi;
    return domainName === undefined ? `${this.origin}/${deploymentStage.stageName}` : this.origin;
  }

  private createRestApi({ domain, throttle = { rate: 100, burst: 200 }, logging = 'ERROR' }: GatewayProps): RestApi {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const restApi = new RestApi(this, 'RestApi', {
      restApiName: Stack.of(this).stackName,
      description: 'The HTTP API',
      endpointTypes: [EndpointType.REGIONAL],
      // Photos that are a request's body as they are. Answers have none.
      binaryMediaTypes: ['image/*'],
      // The functions leave it to API Gateway.
      minCompressionSize: Size.kibibytes(1),
      // Its role would be of a managed policy.
      cloudWatchRole: false,
      ...(domain && {
        disableExecuteApiEndpoint: true,
        domainName: {
          domainName: domain.name,
          certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
          endpointType: EndpointType.REGIONAL,
          securityPolicy: SecurityPolicy.TLS_1_2,
        },
      }),
      deployOptions: {
        stageName: 'api',
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel[logging],
        dataTraceEnabled: false,
        throttlingRateLimit: throttle.rate,
        throttlingBurstLimit: throttle.burst,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    // The construct's own output of the address, which the stack has under a name that stays.
    restApi.node.tryRemoveChild('Endpoint');
    return restApi;
  }

  /** One for the account and region, and whoever sets it last has set it: it stays when the stack goes. */
  private createAccount(): CfnAccount {
    const role = new Role(this, 'LogRole', {
      description: 'API Gateway: write the logs of APIs',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { logs: policy(allow(writeLogs, ['*'])) },
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledgeWildcards(role, {
      'Resource::*':
        'The role is for all APIs of the account and region, and API Gateway refuses one that may do less.',
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.node.addDependency(role);
    return account;
  }

  /** Which routes there are is the application's to say. Here are those that anybody may ask, and the one that streams. */
  private createRoutes({ api, stream }: ApiFunctions): void {
    // A permission for the API as a whole: one for each method would fill the function's policy.
    const scoped = { scopePermissionToMethod: false };
    const answered = new LambdaIntegration(api.function, scoped);
    const streamed = new LambdaIntegration(stream.function, {
      ...scoped,
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: streamTimeout,
    });
    const { root } = this.restApi;
    for (const path of open) this.addOpen(root.resourceForPath(path), 'ANY', answered);
    for (const path of guarded) {
      const resource = root.resourceForPath(path);
      resource.addMethod('ANY', answered, this.#authorized);
      // Browsers ask first what they may, without a token.
      this.addOpen(resource, 'OPTIONS', answered);
    }
    root.resourceForPath(streaming).addMethod('GET', streamed, this.#authorized);
  }

  private addOpen(resource: Resource, verb: string, integration: LambdaIntegration): void {
    const method = resource.addMethod(verb, integration, { authorizationType: AuthorizationType.NONE });
    Validations.of(method).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'There is nothing of anybody in the answer.',
    });
  }

  private acknowledge({ firewall }: GatewayProps): void {
    Validations.of(this.restApi).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The application checks each request against its own document, and says what is wrong.',
      },
      {
        id: 'AwsSolutions-COG4',
        reason: 'A Lambda authorizer: it knows machine clients, and the tenant of whoever asks.',
      },
      ...(firewall === false ? [{ id: 'AwsSolutions-APIG3', reason: 'The operator turned the firewall off.' }] : []),
    );
  }
}

const open = ['healthz', 'readyz', 'openapi.json', '.well-known/likeness-receipts.json'];

/** What streams, and everything else: where a path has resources of its own, API Gateway looks among them alone. */
const streaming = 'v1/runs/{run}/events';
const guarded = ['{proxy+}', 'v1', 'v1/{proxy+}', 'v1/runs', 'v1/runs/{run}', 'v1/runs/{run}/{proxy+}', streaming];

/** What is logged of a request; the application's own line has the same `requestId` of the function. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  principal: '$context.authorizer.principalId',
  functionRequestId: '$context.integration.requestId',
  error: '$context.error.responseType',
  firewall: '$context.waf.status',
};

const writeLogs = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
];
