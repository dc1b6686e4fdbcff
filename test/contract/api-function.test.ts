import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { gatewayEvent, lambdaContext } from '../fixtures/gateway-events.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const variables = {
  LIKENESS_BUCKET: 'bucket',
  LIKENESS_TABLE: 'table',
  LIKENESS_EVENT_BUS: 'bus',
  LIKENESS_TRAINING_ROLE_ARN: 'arn:aws:iam::123456789012:role/training',
  LIKENESS_TENANT_ROLE_ARN: 'arn:aws:iam::123456789012:role/tenant',
  LIKENESS_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  LIKENESS_IMAGES: JSON.stringify({ dreambooth: 'd:1', contrastive: 'c:1', evaluation: 'e:1', embedding: 'm:1' }),
  LIKENESS_PROGRAM_DIGEST: 'digest',
  LIKENESS_GPU_INSTANCE: 'ml.g5.xlarge',
  LIKENESS_CPU_INSTANCE: 'ml.c7i.xlarge',
  LIKENESS_SPOT: 'true',
  LIKENESS_ENDPOINT: 'likeness',
  LIKENESS_DELIVERIES_QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/deliveries',
  LIKENESS_DELETIONS_QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/deletions',
  LIKENESS_RECEIPT_KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/receipts',
  LIKENESS_USER_POOL_ID: 'eu-west-1_pool',
  LIKENESS_ORIGINS: 'https://console.example.com',
  POWERTOOLS_SERVICE_NAME: 'likeness-api',
};

/** What API Gateway hands on of the authorizer's answer. */
const authorizer = {
  tenant: 'acme',
  principal: 'user:ann',
  role: 'member',
  scopes: 'likeness/read likeness/write likeness/embed',
  kind: 'person',
  name: 'ann',
  principalId: 'user:ann',
  integrationLatency: '12',
};

/** Keeps the lines of JSON that are written, and hands on what is none. */
function listen(stream: NodeJS.WriteStream, lines: Record<string, unknown>[]): () => void {
  const { write } = stream;
  stream.write = (chunk: string | Uint8Array) => {
    const text = chunk.toString();
    if (!text.startsWith('{')) return write.call(stream, text);
    lines.push(JSON.parse(text));
    return true;
  };
  return () => {
    stream.write = write;
  };
}

describeOnMoto('the function of the API, on moto', () => {
  const environment = { ...process.env };
  const lines: Record<string, unknown>[] = [];
  let moto: Moto;
  let call: (...asked: Parameters<typeof gatewayEvent>) => Promise<APIGatewayProxyResult & { json: unknown }>;
  let heard: (() => void)[] = [];

  beforeAll(async () => {
    moto = await startMoto();
    const { region, credentials } = moto.client;
    Object.assign(process.env, variables, {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    const located = { LocationConstraint: 'eu-west-1' } as const;
    await new S3Client(moto.client).send(
      new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration: located }),
    );
    const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
    await new DynamoDBClient(moto.client).send(
      new CreateTableCommand({
        TableName: 'table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map(text),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    heard = [process.stdout, process.stderr].map((stream) => listen(stream, lines));
    const { handler } = await import('../../functions/api/index.ts');
    call = async (...asked) => {
      const answer = await handler(gatewayEvent(...asked), lambdaContext());
      return { ...answer, json: answer.body === '' ? null : JSON.parse(answer.body) };
    };
  });
  afterAll(async () => {
    for (const stop of heard) stop();
    process.env = environment;
    await moto?.stop();
  });
  beforeEach(() => lines.splice(0));

  const json = { 'Content-Type': 'application/json' };
  const body = (value: unknown) => Buffer.from(JSON.stringify(value));

  test('lives, is ready, and describes itself, without a token', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect(await call('GET', path)).toMatchObject({ statusCode: 200, json: { status: 'ok' } });
    }
    expect(await call('GET', '/openapi.json')).toMatchObject({ statusCode: 200, json: { openapi: '3.1.0' } });
  });

  test('answers pages of the origins that may ask, without a token where they ask whether they may', async () => {
    const asked = { Origin: 'https://console.example.com', 'Access-Control-Request-Method': 'POST' };
    const { statusCode, multiValueHeaders } = await call('OPTIONS', '/v1/subjects', { headers: asked });
    expect(statusCode).toBe(204);
    expect(multiValueHeaders?.['access-control-allow-origin']).toEqual(['https://console.example.com']);
  });

  test('writes and reads the subjects of the tenant that the authorizer says', async () => {
    const made = await call('POST', '/v1/subjects', {
      authorizer,
      headers: json,
      body: body({ id: 'my-mug', category: 'mug' }),
    });
    expect(made).toMatchObject({ statusCode: 201, json: { id: 'my-mug', category: 'mug' } });
    expect((await call('GET', '/v1/subjects', { authorizer })).json).toMatchObject({ data: [{ id: 'my-mug' }] });
    const other = { ...authorizer, tenant: 'zeta' };
    expect((await call('GET', '/v1/subjects', { authorizer: other })).json).toMatchObject({ data: [] });
  });

  test('gives out forms for the inbox of the tenant, signed by its session', async () => {
    await call('POST', '/v1/subjects', { authorizer, headers: json, body: body({ id: 'cup', category: 'mug' }) });
    const files = [{ name: 'a.jpg', role: 'reference', type: 'image/jpeg', bytes: 1000 }];
    const { json: announced } = await call('POST', '/v1/subjects/cup/photos', {
      authorizer,
      headers: json,
      body: body({ files }),
    });
    const { key, 'X-Amz-Security-Token': token } = (announced as { document: { fields: Record<string, string> } })
      .document.fields;
    expect(key).toMatch(/^inbox\/acme\/cup\//);
    expect(token).toBeTruthy();
  });

  test('refuses what the token does not allow, and answers its own fault where nobody was asked who asks', async () => {
    const reader = { ...authorizer, scopes: 'likeness/read' };
    const refused = await call('POST', '/v1/subjects', { authorizer: reader, headers: json, body: body({}) });
    expect(refused).toMatchObject({ statusCode: 403, json: { code: 'NotPermitted' } });
    expect(await call('GET', '/v1/subjects')).toMatchObject({ statusCode: 500, json: { code: 'Internal' } });
  });

  test('says one line of each request, and counts it by its route', async () => {
    await call('GET', '/v1/subjects/my-mug', { authorizer, headers: { Authorization: 'Bearer secret' } });
    const [line, metrics, ...more] = lines;
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      level: 'INFO',
      service: 'likeness-api',
      function_request_id: 'function-request',
      gatewayRequestId: 'gateway-request',
      method: 'GET',
      route: '/v1/subjects/:subject',
      tenant: 'acme',
      principal: 'user:ann',
      status: 200,
      requestId: expect.any(String),
      milliseconds: expect.any(Number),
    });
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(metrics).toMatchObject({
      Route: 'GET /v1/subjects/:subject',
      Requests: 1,
      Errors: 0,
      Latency: expect.any(Number),
    });
    expect(metrics?._aws).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'Likeness/Api', Dimensions: [['service', 'Route']] }],
    });
  });

  test('says why a request was our fault, which the answer does not, and counts it as an error', async () => {
    await call('GET', '/v1/subjects');
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      status: 500,
      error: { name: 'ZodError', stack: expect.any(String) },
    });
    expect(lines[1]).toMatchObject({ Requests: 1, Errors: 1 });
  });

  test('names what is no route by no path of its own', async () => {
    await call('GET', '/v1/nothing/of/this', { authorizer });
    expect(lines[1]).toMatchObject({ Route: expect.stringMatching(/^GET \/(\*|v1\/\*)$/), Errors: 0 });
  });
});
