import { componentEndpoints } from '../../lib/aws/endpoints/component.ts';
import type { Endpoints } from '../../lib/ports/endpoints.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import type { Wired } from './loopback.ts';
import { embedding, refusal, type SageMaker, startSageMaker } from './sagemaker.ts';

const digest = 'a'.repeat(64);
const mug = { name: `acme.mug@${digest.slice(0, 16)}`, uri: 's3://bucket/tenants/acme/subjects/mug/jobs/1/model/' };
const kind = 'InferenceComponent';

let sagemaker: SageMaker;
let endpoints: Endpoints;
/** Where requests went. */
let invoked: Wired[];

beforeEach(async () => {
  invoked = [];
  sagemaker = await startSageMaker((request) => {
    invoked.push(request);
    return embedding(request.headers['x-amzn-sagemaker-inference-component'] === 'likeness-base' ? null : digest);
  });
  endpoints = componentEndpoints(sagemaker.clients, { endpoint: 'likeness', component: 'likeness-base' });
});
afterEach(() => sagemaker.stop());

/** Deploys once, which makes the component. */
async function make(): Promise<string> {
  expect(await endpoints.deploy(mug)).toBe(false);
  const [name = ''] = sagemaker.names(kind);
  return name;
}

test('makes a component of the adapter on the base, once, and waits for it', async () => {
  const name = await make();
  expect(name).toMatch(/^lk-[0-9a-f]{40}$/);
  expect(sagemaker.asked.map((operation) => operation.name)).toEqual([`Describe${kind}`, `Create${kind}`]);
  expect(sagemaker.asked.at(-1)?.input).toEqual({
    InferenceComponentName: name,
    EndpointName: 'likeness',
    Specification: { BaseInferenceComponentName: 'likeness-base', Container: { ArtifactUrl: mug.uri } },
    Tags: [{ Key: 'likeness:adapter', Value: mug.name }],
  });
  for (const status of ['Creating', 'Updating', 'Deleting']) {
    sagemaker.set(kind, name, { InferenceComponentStatus: status });
    expect(await endpoints.deploy(mug)).toBe(false);
  }
  expect(invoked).toEqual([]);
});

test('says that the adapter answers once it has answered for an image', async () => {
  sagemaker.set(kind, await make(), { InferenceComponentStatus: 'InService' });
  sagemaker.refuse('InvokeEndpoint', refusal('ModelNotReadyException', 'not ready'));
  expect(await endpoints.deploy(mug)).toBe(false);
  sagemaker.refuse('InvokeEndpoint', undefined);
  expect(await endpoints.deploy(mug)).toBe(true);
  expect(invoked.at(-1)?.body).toEqual(warmUpImage);
});

test('asks the adapter for its vectors by its component, and the base by its own', async () => {
  const name = await make();
  expect(await endpoints.embed(warmUpImage, mug.name)).toMatchObject({ adapter: digest, vector: [0.6, 0.8] });
  expect(await endpoints.embed(warmUpImage, null)).toMatchObject({ adapter: null });
  expect(invoked.map(({ path, headers }) => [path, headers['x-amzn-sagemaker-inference-component']])).toEqual([
    ['/endpoints/likeness/invocations', name],
    ['/endpoints/likeness/invocations', 'likeness-base'],
  ]);
});

test('fails with another adapter behind the component than was meant', async () => {
  const other = `acme.mug@${'c'.repeat(16)}`;
  await expect(endpoints.embed(warmUpImage, other)).rejects.toMatchObject({ code: 'EndpointFailed' });
});

test('gives up one that failed, says why, and makes another when it is asked again', async () => {
  const name = await make();
  sagemaker.set(kind, name, { InferenceComponentStatus: 'Failed', FailureReason: 'no such artifact' });
  await expect(endpoints.deploy(mug)).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: expect.stringMatching(/acme\.mug@a{16} .*no such artifact/),
  });
  expect(sagemaker.names(kind)).toEqual([]);
  expect(await make()).toBe(name);
});

test('takes it as made where somebody else made it meanwhile', async () => {
  sagemaker.refuse(`Create${kind}`, refusal('ValidationException', 'Cannot create already existing component "x".'));
  expect(await endpoints.deploy(mug)).toBe(false);
});

test('keeps the components of a subject’s older adapters, and removes the one that is named', async () => {
  const first = await make();
  const second = { ...mug, name: 'acme.mug@bbbb' };
  await endpoints.deploy(second);
  expect(sagemaker.names(kind)).toHaveLength(2);
  await endpoints.remove(second.name);
  expect(sagemaker.names(kind)).toEqual([first]);
  await endpoints.remove(second.name);
  sagemaker.refuse(`Delete${kind}`, refusal('ValidationException', 'Component is in DELETE_IN_PROGRESS state'));
  await endpoints.remove(mug.name);
});

test('of two endpoints in one account have components of different names', async () => {
  const first = await make();
  await componentEndpoints(sagemaker.clients, { endpoint: 'other', component: 'other-base' }).deploy(mug);
  expect(new Set(sagemaker.names(kind)).size).toBe(2);
  expect(sagemaker.names(kind)).toContain(first);
});

test.each([`Describe${kind}`, `Create${kind}`])('waits where SageMaker throttles %s', async (operation) => {
  sagemaker.refuse(operation, refusal('ThrottlingException', 'Rate exceeded'));
  expect(await endpoints.deploy(mug)).toBe(false);
});

test.each([
  ['a quota', 'ResourceLimitExceeded', 'The account-level service limit was reached.'],
  ['missing permissions', 'AccessDeniedException', 'not authorized to perform sagemaker:CreateInferenceComponent'],
])('fails for %s in SageMaker’s words', async (_, type, message) => {
  sagemaker.refuse(`Create${kind}`, refusal(type, message));
  const failure = { code: 'EndpointFailed', message: expect.stringContaining(message), cause: expect.anything() };
  await expect(endpoints.deploy(mug)).rejects.toMatchObject(failure);
});
