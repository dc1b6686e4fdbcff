import { join } from 'node:path';
import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import sharp from 'sharp';
import { create as createDeploy } from '../../functions/deploy/handler.ts';
import { create as createPromote } from '../../functions/promote/handler.ts';
import { create as createRollback } from '../../functions/rollback/handler.ts';
import { create as createSmokeTest } from '../../functions/smoke-test/handler.ts';
import { embedFor } from '../../functions/subject-endpoint.ts';
import { sharedEndpoints } from '../../lib/aws/endpoints/shared.ts';
import { acceptedUri } from '../../lib/domain/keys.ts';
import { LocalEndpoints } from '../../lib/local/endpoints.ts';
import { installation } from '../../lib/local/installation.ts';
import type { Endpoints } from '../../lib/ports/endpoints.ts';
import { accepted, handlerHome, photo, run, testHome, upload } from '../fixtures/handlers.ts';
import { type StoredAdapter, storeAdapter } from '../fixtures/stored-adapter.ts';

const home = handlerHome();
const { objects } = home.ports;
const local = new LocalEndpoints(installation(), objects.pathOf(`s3://${run.bucket}/`), join(home.root, 'endpoint'));
const ports = { ...home.ports, endpoints: local };
let client: SageMakerRuntimeClient;
let shared: Endpoints;
let image: Buffer;
let older: StoredAdapter;
let newer: StoredAdapter;

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  image = await sharp({ create: { width: 300, height: 240, channels: 3, background: 'teal', noise } })
    .jpeg()
    .toBuffer();
  older = storeAdapter(objects, run, 1);
  newer = storeAdapter(objects, run, 2);
  client = new SageMakerRuntimeClient({
    endpoint: await local.url(),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  shared = sharedEndpoints(client, { endpoint: 'likeness' });
});
afterAll(async () => {
  client.destroy();
  await local.close();
  home.close();
});

const deploy = (adapter: StoredAdapter) =>
  createDeploy(ports, testHome)({ run, verdict: { adapter }, deployment: { calls: 0 } });
const promote = (adapter: StoredAdapter) => {
  const verdict = { uri: 's3://b/verdict.json', outcome: 'better', promote: true, adapter } as const;
  return createPromote(ports, testHome)({ run, verdict, deployment: { adapter: adapter.name } });
};
const invoke = async (of: Partial<InvokeEndpointCommand['input']>) => {
  const input = { EndpointName: 'likeness', ContentType: 'image/jpeg', Body: image, ...of };
  const { Body } = await client.send(new InvokeEndpointCommand(input));
  return JSON.parse(new TextDecoder().decode(Body)) as { model: string; adapter: string | null };
};

/** But for rounding, which depends on what else is in a batch. */
const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe("AWS's own client, pointed at the server of this machine", () => {
  test('gets the vectors of the bare backbone', async () => {
    expect(await invoke({})).toMatchObject({ adapter: null });
    const [theirs, ours] = [await shared.embed(image, null), await local.embed(image, null)];
    expect(theirs).toMatchObject({ backbone: ours.backbone, adapter: null, feature: ours.feature });
    expect(cosine(theirs.vector, ours.vector)).toBeCloseTo(1, 5);
  });

  test('is told that an adapter is not there, in the words of the server', async () => {
    const asked = invoke({ CustomAttributes: `adapter=${older.name}` });
    await expect(asked).rejects.toBeInstanceOf(ModelError);
    await expect(asked).rejects.toMatchObject({ OriginalStatusCode: 404 });
    await expect(shared.deploy(older)).rejects.toMatchObject({
      code: 'EndpointFailed',
      message: expect.stringContaining(`there is no adapter ${older.name}`),
    });
  });

  test('gets those of any adapter that the deploy function pointed at, by attribute and as a component', async () => {
    expect(await deploy(older)).toEqual({ adapter: older.name, ready: true, calls: 1 });
    const named = { model: older.name, adapter: older.digest };
    expect(await invoke({ CustomAttributes: `adapter=${older.name}` })).toMatchObject(named);
    expect(await invoke({ InferenceComponentName: older.name })).toMatchObject(named);
    expect(await shared.deploy(older)).toBe(true);
    const [theirs, ours] = [await shared.embed(image, older.name), await local.embed(image, older.name)];
    expect(cosine(theirs.vector, ours.vector)).toBeCloseTo(1, 5);
    expect(cosine(theirs.vector, (await shared.embed(image, null)).vector)).toBeLessThan(0.999);
  });

  test('is not needed: the adapter header does the same', async () => {
    const headers = { 'Content-Type': 'image/jpeg', 'X-Amzn-SageMaker-Adapter-Identifier': older.name };
    const url = `${await local.url()}/endpoints/likeness/invocations`;
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(image) });
    expect(await answer.json()).toMatchObject({ model: older.name, adapter: older.digest });
  });
});

test('the handlers deploy, test, promote, serve and roll back on the real server', async () => {
  const subject = { tenant: run.tenant, subject: run.subject };
  expect(await embedFor(ports, subject, image)).toMatchObject({ adapterName: null, adapter: null });
  await deploy(older);
  await promote(older);

  await deploy(newer);
  const reference = photo('reference', 0);
  await objects.put(reference.uri, image);
  const uri = await home.put(acceptedUri(run, upload().upload), accepted([reference]));
  const smokeTest = createSmokeTest(ports, testHome);
  const tested = await smokeTest({ run, accepted: { uri }, deployment: { adapter: newer.name } });
  expect(tested).toMatchObject({ adapter: newer.name, dimensions: 192 });
  await promote(newer);
  expect(await embedFor(ports, subject, image)).toMatchObject({ adapterName: newer.name, adapter: newer.digest });
  // The one before stays loadable, so going back is one call.
  expect(await createRollback(ports, testHome)(subject)).toEqual({ adapter: older.name, provisional: false });
  expect(await embedFor(ports, subject, image)).toMatchObject({ adapterName: older.name, adapter: older.digest });
});

test('a subject whose objects are deleted leaves nothing that answers', async () => {
  await deploy(newer);
  for (const { uri } of await objects.list(`s3://${run.bucket}/tenants/${run.tenant}/subjects/${run.subject}/`)) {
    await objects.delete(uri);
  }
  await local.remove(newer.name);
  await expect(shared.embed(image, newer.name)).rejects.toMatchObject({ code: 'EndpointFailed' });
});
