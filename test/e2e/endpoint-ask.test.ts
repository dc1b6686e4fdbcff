import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { sharedEndpoints } from '../../lib/aws/endpoints/shared.ts';
import { endpointAnswers } from '../../lib/domain/endpoint-answers.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { LocalEndpoints } from '../../lib/local/endpoints.ts';
import { installation } from '../../lib/local/installation.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import type { EndpointRequest, Endpoints } from '../../lib/ports/endpoints.ts';
import { pointAt, type StoredAdapter, storeAdapter } from '../fixtures/stored-adapter.ts';
import { writeReferences } from '../fixtures/stored-references.ts';
import { jpeg, scene } from '../photos/scenes.ts';

const mug = { bucket: 'bucket', tenant: 'acme', subject: 'mug' };
const uri = (image: Buffer): string => `data:image/jpeg;base64,${image.toString('base64')}`;

let folder: string;
let local: LocalEndpoints;
let client: SageMakerRuntimeClient;
let homes: Record<string, Endpoints>;
let adapter: StoredAdapter;
let photos: Buffer[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-'));
  const objects = folderObjects(join(folder, 'objects'));
  local = new LocalEndpoints(installation(), objects.pathOf('s3://bucket/'), join(folder, 'server'));
  photos = await Promise.all([0, 1].map(async (at) => Buffer.from(await jpeg(scene(at)))));
  // Another adapter's vector will do as a reference: what is matched by it is not what these tests are about.
  const { vector } = await local.embed(photos[0] as Buffer, null);
  adapter = storeAdapter(objects, mug);
  writeReferences(objects.pathOf(`${adapter.uri}references.safetensors`), [vector]);
  await pointAt(objects, mug, adapter);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new SageMakerRuntimeClient({ endpoint: await local.url(), region: 'eu-west-1', credentials });
  homes = { local, cloud: sharedEndpoints(client, { endpoint: 'likeness' }) };
});
afterAll(async () => {
  client?.destroy();
  await local?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['local', 'cloud'])('the server of this machine, asked as %s does', (home) => {
  const ask = (request: EndpointRequest, name: string | null = adapter.name) =>
    (homes[home] as Endpoints).ask(request, name);

  test.each(['embed', 'match', 'locate'] as const)('answers the task %s for several images', async (task) => {
    const answer = await ask({ task, input: photos.map(uri) });
    expect(answer).toMatchObject({ model: adapter.name, adapter: adapter.digest, usage: { images: 2 } });
    expect(answer.data.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('answers with the bare backbone, in the encoding and size that are wanted', async () => {
    const answer = await ask(
      { task: 'embed', input: [uri(photos[0] as Buffer)], encoding_format: 'base64', dimensions: 32, feature: 'cls' },
      null,
    );
    expect(answer).toMatchObject({ adapter: null, dimensions: 32, feature: 'cls' });
    const [found] = endpointAnswers.embed.parse(answer).data;
    expect(Buffer.from(String(found?.embedding), 'base64')).toHaveLength(4 * 32);
  });

  test.each<[string, string, () => EndpointRequest, string | null | undefined]>([
    [
      'an image that is none',
      'PhotoNotAnImage',
      () => ({ task: 'match', input: [uri(Buffer.from('no image'))] }),
      undefined,
    ],
    [
      'an image that was cut short',
      'PhotoTruncated',
      () => ({ task: 'match', input: photos.map((photo, at) => uri(photo.subarray(0, photo.length / (at + 1)))) }),
      undefined,
    ],
    ['no data: URI', 'OptionInvalid', () => ({ task: 'embed', input: ['https://example.com/a.jpg'] }), undefined],
    [
      'another format',
      'PhotoFormatUnsupported',
      () => ({ task: 'embed', input: ['data:image/gif;base64,R0lG'] }),
      undefined,
    ],
    [
      'more than it takes at once',
      'OptionInvalid',
      () => ({ task: 'embed', input: Array(33).fill(uri(Buffer.of())) }),
      undefined,
    ],
    ['a match with no adapter', 'OptionInvalid', () => ({ task: 'match', input: photos.map(uri) }), null],
  ])('says that %s is the user’s mistake: %s', async (_, code, request, name) => {
    const asking = ask(request(), name);
    await expect(asking).rejects.toBeInstanceOf(InputError);
    await expect(asking).rejects.toMatchObject({ code });
  });

  test('says that there is no such adapter, which is not the user’s mistake', async () => {
    const asking = ask({ task: 'match', input: photos.map(uri) }, 'acme.mug@ffff');
    await expect(asking).rejects.toMatchObject({ code: 'EndpointFailed', fault: 'service' });
  });
});
