import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { sharedEndpoints } from '../../lib/aws/endpoints/shared.ts';
import type { Endpoints } from '../../lib/ports/endpoints.ts';
import { type Answer, type Loopback, startLoopback, type Wired } from './loopback.ts';
import { embedding } from './sagemaker.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1');
const digest = 'a'.repeat(64);
const mug = `acme.mug@${digest.slice(0, 16)}`;

/** A server that has the adapter `mug` and is told of it as the embedding server is. */
function serve({ headers }: Wired): Answer {
  const adapter = headers['x-amzn-sagemaker-adapter-identifier'];
  if (adapter === undefined) return embedding(null);
  if (adapter === mug || adapter === 'acme.mug@bb') return embedding(digest);
  if (adapter === 'ignored@1') return embedding(null);
  if (adapter === 'garbled@1') return { body: '<html>' };
  return {
    status: 424,
    headers: { 'x-amzn-errortype': 'ModelError' },
    body: { Message: 'Received client error', OriginalStatusCode: 404, OriginalMessage: 'no adapter of that name' },
  };
}

describe('endpoints on SageMaker', () => {
  let loopback: Loopback;
  let client: SageMakerRuntimeClient;
  let endpoints: Endpoints;

  beforeAll(async () => {
    loopback = await startLoopback(serve);
    client = new SageMakerRuntimeClient(loopback.client);
    endpoints = sharedEndpoints(client, { endpoint: 'likeness' });
  });
  afterAll(async () => {
    client.destroy();
    await loopback.stop();
  });

  test('embeds with the bare backbone and says what made the vector', async () => {
    expect(await endpoints.embed(png, null)).toEqual({
      vector: [0.6, 0.8],
      backbone: 'b'.repeat(64),
      adapter: null,
      feature: 'cls',
    });
  });

  test('names the adapter in the one header that SageMaker passes on, and in the one that containers read', async () => {
    expect(await endpoints.embed(png, mug)).toMatchObject({ adapter: digest });
    const request = loopback.requests.at(-1);
    expect(request?.path).toBe('/endpoints/likeness/invocations');
    expect(request?.headers).toMatchObject({
      'content-type': 'image/png',
      'x-amzn-sagemaker-custom-attributes': `adapter=${mug}`,
      'x-amzn-sagemaker-adapter-identifier': mug,
    });
    expect(request?.body).toEqual(png);
  });

  test('deploys by having the adapter answer for a real image', async () => {
    expect(await endpoints.deploy({ name: mug, uri: 's3://bucket/adapter/' })).toBe(true);
    expect(loopback.requests.at(-1)?.body.subarray(1, 4).toString()).toBe('PNG');
    await endpoints.remove(mug);
  });

  test.each([
    ['was answered by the bare backbone', 'ignored@1', /answered with the bare backbone/],
    ['was answered by another adapter', 'acme.mug@bb', /answered with the adapter with the digest a{64}/],
    ['is unknown to the server', 'other@1', /no adapter of that name/],
    ['gets an answer that is no embedding', 'garbled@1', /no embedding/],
    ['has a name that would add a header', 'x\r\nEvil: 1', /can't be the name/],
    ['has a name that would add an attribute', 'x;adapter=y', /can't be the name/],
  ])('fails when an adapter %s', async (_, name, message) => {
    const failure = { code: 'EndpointFailed', message: expect.stringMatching(message) };
    await expect(endpoints.embed(png, name)).rejects.toMatchObject(failure);
    await expect(endpoints.deploy({ name, uri: 's3://bucket/adapter/' })).rejects.toMatchObject(failure);
  });

  test.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
  ])('sends %s as what it is', async (type, image) => {
    await endpoints.embed(image, null);
    expect(loopback.requests.at(-1)?.headers['content-type']).toBe(type);
  });

  test('refuses what is no image', async () => {
    await expect(endpoints.embed(Buffer.from('GIF89a'), null)).rejects.toMatchObject({ code: 'EndpointFailed' });
  });

  test('asks the component where the endpoint has components', async () => {
    await sharedEndpoints(client, { endpoint: 'likeness', component: 'base' }).embed(png, mug);
    expect(loopback.requests.at(-1)?.headers).toMatchObject({
      'x-amzn-sagemaker-inference-component': 'base',
      'x-amzn-sagemaker-custom-attributes': `adapter=${mug}`,
    });
  });

  test('says EndpointFailed when nobody listens', async () => {
    const nobody = new SageMakerRuntimeClient({ ...loopback.client, endpoint: 'http://127.0.0.1:1' });
    const failing = sharedEndpoints(nobody, { endpoint: 'likeness' }).embed(png, null);
    await expect(failing).rejects.toMatchObject({ code: 'EndpointFailed', cause: expect.anything() });
  });
});

describe('an endpoint on SageMaker that has no room', () => {
  const refusal = (status: number, type: string, body: object): Answer => ({
    status,
    headers: { 'x-amzn-errortype': type },
    body,
  });
  const asleep =
    'Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if ' +
    'configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.';
  const ofServer = (status: number) =>
    refusal(424, 'ModelError', { Message: 'no', OriginalStatusCode: status, OriginalMessage: '{"code":"x"}' });

  async function asking(answer: Answer, ask: (endpoints: Endpoints) => Promise<unknown>): Promise<unknown> {
    const loopback = await startLoopback(() => answer);
    const client = new SageMakerRuntimeClient(loopback.client);
    try {
      return await ask(sharedEndpoints(client, { endpoint: 'likeness' }));
    } finally {
      client.destroy();
      await loopback.stop();
    }
  }
  const embed = (endpoints: Endpoints) => endpoints.embed(png, null);
  const deploy = (endpoints: Endpoints) => endpoints.deploy({ name: mug, uri: 's3://bucket/adapter/' });

  test.each<[string, Answer]>([
    ['is scaled to zero', refusal(400, 'ValidationError', { Message: asleep })],
    ['has a server with a full queue', ofServer(429)],
    ['has a server that loads its model', ofServer(503)],
    ['is out of service for a moment', refusal(503, 'ServiceUnavailable', { Message: 'try later' })],
    ['still gets its model', refusal(429, 'ModelNotReadyException', { Message: 'not ready' })],
    ['throttles', refusal(400, 'ThrottlingException', { message: 'Rate exceeded' })],
  ])('because it %s is busy, and a deployment goes on', async (_, answer) => {
    await expect(asking(answer, embed)).rejects.toMatchObject({ code: 'EndpointBusy', cause: expect.anything() });
    expect(await asking(answer, deploy)).toBe(false);
  });

  test.each<[string, Answer]>([
    ['is not there', refusal(400, 'ValidationError', { Message: 'Endpoint likeness of account 1 not found.' })],
    ['refuses the adapter', ofServer(422)],
    ['has a server that broke', ofServer(500)],
  ])('but %s has failed, and so has a deployment', async (_, answer) => {
    await expect(asking(answer, embed)).rejects.toMatchObject({ code: 'EndpointFailed' });
    await expect(asking(answer, deploy)).rejects.toMatchObject({ code: 'EndpointFailed' });
  });
});
