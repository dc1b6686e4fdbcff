import { componentEndpoints } from '../../lib/aws/endpoints/component.ts';
import { dedicatedEndpoints } from '../../lib/aws/endpoints/dedicated.ts';
import { sharedEndpoints } from '../../lib/aws/endpoints/shared.ts';
import type { EndpointTask } from '../../lib/domain/endpoint-answers.ts';
import { InputError, ServiceError } from '../../lib/domain/errors.ts';
import type { EndpointRequest, Endpoints } from '../../lib/ports/endpoints.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import type { Answer, Wired } from './loopback.ts';
import { type SageMaker, startSageMaker } from './sagemaker.ts';

const digest = 'a'.repeat(64);
const mug = `acme.mug@${digest.slice(0, 16)}`;
const image = `data:image/png;base64,${warmUpImage.toString('base64')}`;
const shared = { endpoint: 'likeness', component: 'likeness-base' };
const server = { bucket: 'b', image: 'i', roleArn: 'r', instanceType: 'ml.g5.xlarge', backbone: 'dinov2-base' };

const modes = {
  shared: ({ clients }: SageMaker) => sharedEndpoints(clients.runtime, shared),
  component: ({ clients }: SageMaker) => componentEndpoints(clients, shared),
  dedicated: ({ clients }: SageMaker) => dedicatedEndpoints(clients, shared, server),
};

const made = { object: 'list', model: 'm', backbone: 'b'.repeat(64), adapter: digest, usage: { images: 1 } };
const matched = { object: 'match', index: 0, score: 0.7, reference: 2, match: null };
const similarity = { rows: 1, columns: 2, cosines: [0.1, 0.9] };
const answers: Record<EndpointTask, object> = {
  embed: {
    ...made,
    feature: 'cls+patch',
    dimensions: 8,
    data: [{ object: 'embedding', index: 0, embedding: 'AACAPw==' }],
  },
  match: {
    ...made,
    ...{ threshold: null, precision: null, recall: null },
    data: [matched],
  },
  locate: {
    ...made,
    data: [
      {
        ...{ object: 'location', index: 0, box: [0, 1, 2, 3], mask: { size: [1, 2], counts: [0, 2] }, score: 0.9 },
        similarity,
      },
    ],
  },
};

/** A refusal of the server's, as SageMaker passes it on. */
const refusal = (status: number, said: unknown): Answer => ({
  status: 424,
  headers: { 'x-amzn-errortype': 'ModelError' },
  body: {
    Message: `Received client error (${status}) from primary with message ...`,
    OriginalStatusCode: status,
    OriginalMessage: typeof said === 'string' ? said : JSON.stringify(said),
  },
});

describe.each(Object.entries(modes))('a request to the endpoint in the mode %s', (_, endpointsOf) => {
  let sagemaker: SageMaker;
  let endpoints: Endpoints;
  let answer: Answer;
  let invoked: Wired[];

  beforeAll(async () => {
    sagemaker = await startSageMaker((request) => {
      invoked.push(request);
      return answer;
    });
    endpoints = endpointsOf(sagemaker);
  });
  beforeEach(() => {
    invoked = [];
  });
  afterAll(() => sagemaker.stop());

  const ask = (told: Answer, request: Partial<EndpointRequest> = {}) => {
    answer = told;
    return endpoints.ask({ task: 'match', input: [image], ...request }, mug);
  };

  test.each(['embed', 'match', 'locate'] as const)('gets the answer to the task %s whole', async (task) => {
    expect(await ask({ body: answers[task] }, { task })).toEqual(answers[task]);
    expect(invoked[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(invoked[0]?.body))).toEqual({ task, input: [image] });
  });

  test('says how vectors are wanted, and nothing else: no other member comes through to name another model', async () => {
    const options = { task: 'embed', encoding_format: 'base64', dimensions: 8, feature: 'cls+patch' } as const;
    await ask({ body: answers.embed }, { ...options, model: 'acme.cup@1' } as Partial<EndpointRequest>);
    expect(JSON.parse(String(invoked[0]?.body))).toEqual({ input: [image], ...options });
  });

  test.each([
    [400, 'OptionInvalid'],
    [413, 'PhotoTooLarge'],
    [415, 'PhotoFormatUnsupported'],
    [422, 'PhotoNotAnImage'],
    [422, 'AdapterInvalid'],
  ])('is the user’s mistake where the server says %d %s', async (status, code) => {
    const asking = ask(refusal(status, { code, message: 'the words of the server' }));
    await expect(asking).rejects.toBeInstanceOf(InputError);
    await expect(asking).rejects.toMatchObject({ code, message: 'the words of the server' });
  });

  test.each<[number, unknown]>([
    [404, { code: 'ObjectNotFound', message: 'there is no adapter' }],
    [404, { code: 'OptionInvalid', message: 'Not Found' }],
    [409, { code: 'AdapterInvalid', message: 'the name is taken' }],
    [422, { code: 'Internal', message: 'ours' }],
    [422, { code: 'constructor', message: 'nobody knows it' }],
    [422, { detail: 'a proxy said so' }],
    [422, '<html>'],
    [424, { code: 'EndpointFailed', message: 'the model failed' }],
    [500, { code: 'Internal', message: 'the server failed' }],
    [504, { code: 'EndpointTimeout', message: 'too late' }],
  ])('has failed where the server says %d %j', async (status, said) => {
    const asking = ask(refusal(status, said));
    await expect(asking).rejects.toBeInstanceOf(ServiceError);
    await expect(asking).rejects.toMatchObject({ code: 'EndpointFailed', cause: expect.anything() });
    await expect(asking).rejects.toThrow(new RegExp(`^The endpoint .* answered ${status}: `));
  });

  test.each([
    [429, 'EndpointBusy'],
    [503, 'EndpointBusy'],
    [507, 'EndpointFull'],
  ])('may be made again where the server says %d %s', async (status, code) => {
    const asking = ask(refusal(status, { code, message: 'no room' }));
    await expect(asking).rejects.toMatchObject({ code: 'EndpointBusy', message: expect.stringContaining('no room') });
  });

  test.each<[string, unknown]>([
    ['by another adapter', { ...answers.match, adapter: 'c'.repeat(64) }],
    ['by the bare backbone', { ...answers.match, adapter: null }],
    ['about more images than were sent', { ...answers.match, data: [matched, { ...matched, index: 1 }] }],
    ['about none', { ...answers.match, data: [] }],
    ['to another task', answers.locate],
    ['in no JSON', '<html>'],
  ])('has failed where it is answered %s', async (_, body) => {
    await expect(ask({ body })).rejects.toMatchObject({ code: 'EndpointFailed' });
  });

  test('for one image’s vector makes nothing the user’s mistake: the image was ours', async () => {
    answer = refusal(422, { code: 'PhotoTruncated', message: 'it ends early' });
    const failure = { code: 'EndpointFailed', message: expect.stringContaining('PhotoTruncated: it ends early') };
    await expect(endpoints.embed(warmUpImage, mug)).rejects.toMatchObject(failure);
  });
});
