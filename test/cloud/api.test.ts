import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { errorCodes } from '../../lib/domain/errors.ts';
import { custom, functionNamed, functionsIn, settings, template } from './api-templates.ts';
import { readable } from './statements.ts';
import { type JsonObject, resourcesOf, synthesize } from './synthesized.ts';

const assertions = Template.fromJSON(template);

/** Each method of the API: its path, who may ask and which function answers. */
const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(([, { Properties }]) => {
  const { Uri, ResponseTransferMode, TimeoutInMillis } = Properties.Integration as JsonObject;
  return {
    route: `${Properties.HttpMethod} ${pathOf(readable(Properties.ResourceId ?? ''))}`,
    authorized: Properties.AuthorizationType === 'CUSTOM' && 'AuthorizerId' in Properties,
    target: Object.entries(functionsIn(template)).find(([, { id }]) => readable(Uri ?? '').includes(`{${id}}`))?.[0],
    transfer: ResponseTransferMode ?? 'BUFFERED',
    seconds: Number(TimeoutInMillis ?? 29_000) / 1000,
  };
});

function pathOf(reference: string): string {
  const resource = template.Resources[reference.slice(1, -1)];
  if (resource?.Type !== 'AWS::ApiGateway::Resource') return '';
  return `${pathOf(readable(resource.Properties.ParentId ?? ''))}/${resource.Properties.PathPart}`;
}

describe('the routes', () => {
  test('are open where nobody has to be known, and otherwise the authorizer’s', () => {
    const open = methods.filter(({ authorized }) => !authorized).map(({ route }) => route);
    expect(open.filter((route) => !route.startsWith('OPTIONS')).sort()).toEqual([
      'ANY /.well-known/likeness-receipts.json',
      'ANY /healthz',
      'ANY /openapi.json',
      'ANY /readyz',
    ]);
    expect(open.some((route) => route.startsWith('OPTIONS'))).toBe(true);
  });

  test('are all the application’s, under each path that has resources of its own too', () => {
    const answered = methods.filter(({ target, transfer }) => target === 'api' && transfer === 'BUFFERED');
    const guarded = answered.filter(({ authorized }) => authorized).map(({ route }) => route);
    expect(guarded.sort()).toEqual(
      [
        ...['/{proxy+}', '/v1', '/v1/{proxy+}', '/v1/runs', '/v1/runs/{run}'],
        ...['/v1/runs/{run}/{proxy+}', '/v1/runs/{run}/events'],
      ]
        .map((path) => `ANY ${path}`)
        .sort(),
    );
    // Where a browser may ask, it may ask first whether it may.
    for (const route of guarded) {
      const asked = methods.find((method) => method.route === route.replace('ANY', 'OPTIONS'));
      expect(asked).toMatchObject({ authorized: false, target: 'api' });
    }
  });

  test('stream the events of a run for as long as the function lasts', () => {
    const streaming = methods.filter(({ target }) => target !== 'api');
    expect(streaming).toEqual([
      { route: 'GET /v1/runs/{run}/events', authorized: true, target: 'api-stream', transfer: 'STREAM', seconds: 900 },
    ]);
    expect(functionNamed('api-stream').resource.Properties.Timeout).toBe(900);
    expect(functionNamed('api').resource.Properties.Timeout).toBe(29);
  });

  test('are in the application, and so is what is open', () => {
    const folder = join(import.meta.dirname, '..', '..', 'functions', 'api', 'routes');
    const sources = ['deletions', 'health', 'run-details']
      .map((name) => readFileSync(join(folder, `${name}.ts`), 'utf8'))
      .join('');
    const paths = ['/.well-known/likeness-receipts.json', '/healthz', '/readyz', '/v1/runs/{run}/events'];
    for (const path of paths) expect(sources).toContain(`path: '${path}'`);
  });
});

test('the authorizer is asked with the header, and its answer kept for five minutes', () => {
  assertions.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 300,
  });
});

test('the API takes photos as they are, compresses, is traced, throttled and logged, without bodies', () => {
  assertions.hasResourceProperties('AWS::ApiGateway::RestApi', {
    BinaryMediaTypes: ['image/*'],
    MinimumCompressionSize: 1024,
    EndpointConfiguration: { Types: ['REGIONAL'] },
  });
  assertions.hasResource('AWS::ApiGateway::Stage', {
    Properties: {
      TracingEnabled: true,
      MethodSettings: [
        {
          ...{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', DataTraceEnabled: false },
          ...{ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
        },
      ],
    },
    // Without the account's role, a stage that logs can't be made.
    DependsOn: [Match.stringLikeRegexp('^ApiGatewayAccount')],
  });
  const [[, stage] = []] = resourcesOf(template, 'AWS::ApiGateway::Stage');
  const { Format } = (stage?.Properties.AccessLogSetting ?? {}) as JsonObject;
  const format = JSON.parse(String(Format)) as Record<string, string>;
  expect(format).toMatchObject({ requestId: '$context.requestId', status: '$context.status' });
  expect(Object.values(format).filter((value) => !value.startsWith('$context.'))).toEqual([]);
});

describe('what API Gateway answers itself', () => {
  const responses = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => Properties);

  test.each(responses.map((response) => [String(response.ResponseType), response] as const))(
    '%s is a problem document with a code that the API has, and the request’s id',
    (_, { ResponseTemplates, ResponseParameters, StatusCode }) => {
      const document = JSON.parse(String((ResponseTemplates as JsonObject)['application/json'])) as Record<
        string,
        unknown
      >;
      expect(document).toEqual({
        type: `urn:likeness:problem:${document.code}`,
        title: expect.any(String),
        status: Number(StatusCode),
        detail: expect.any(String),
        code: expect.any(String),
        fault: expect.stringMatching(/^(user|service)$/),
        requestId: '$context.requestId',
      });
      expect(errorCodes).toContain(document.code);
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.X-Request-Id': 'context.requestId',
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      });
    },
  );

  test('has the statuses that the API gives for the same', () => {
    const statuses = Object.fromEntries(
      responses.map((response) => [response.ResponseType, Number(response.StatusCode)]),
    );
    expect(statuses).toEqual({
      ...{ UNAUTHORIZED: 401, ACCESS_DENIED: 403, WAF_FILTERED: 403, RESOURCE_NOT_FOUND: 404 },
      ...{ MISSING_AUTHENTICATION_TOKEN: 404, REQUEST_TOO_LARGE: 413, THROTTLED: 429 },
      ...{ INTEGRATION_TIMEOUT: 503, DEFAULT_4XX: 400, DEFAULT_5XX: 500 },
    });
  });

  test('says why the authorizer refused', () => {
    const denied = responses.find(({ ResponseType }) => ResponseType === 'ACCESS_DENIED');
    expect(JSON.stringify(denied?.ResponseTemplates)).toContain('$context.authorizer.message');
  });
});

test('an API under a name of its own is under no other, and says where the name has to point', () => {
  const made = Template.fromJSON(custom.template);
  made.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
  made.hasResourceProperties('AWS::ApiGateway::DomainName', {
    DomainName: 'api.example.com',
    SecurityPolicy: 'TLS_1_2',
  });
  made.hasOutput('ApiUrl', {});
  made.hasOutput('ApiTarget', {});
  made.hasOutput('ConsoleClientId', {});
  made.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: [Match.objectLike({ LoggingLevel: 'INFO', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 })],
  });
});

test('neither cdk-nag nor the schemas find anything in an API with all that can be said of it', () => {
  expect(() => synthesize({ checks: true, configuration: settings })).not.toThrow();
});

test('where nobody wants an API there is nothing of it', () => {
  const { template: without } = synthesize({ configuration: { api: false } });
  const types = Object.values(without.Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /^AWS::(ApiGateway|Cognito|WAFv2|KMS)/.test(type))).toEqual([]);
  expect(functionsIn(without)).toEqual({});
  const deleting = Object.keys(without.Resources).filter((id) => /^(Webhooks|Deletions)/.test(id));
  expect(deleting).toEqual([]);
});
