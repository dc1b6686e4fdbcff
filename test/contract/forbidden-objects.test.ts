import { S3Client } from '@aws-sdk/client-s3';
import { s3Objects } from '../../lib/aws/objects.ts';
import type { ObjectStore } from '../../lib/ports/objects.ts';
import { type Answer, type Loopback, startLoopback } from './loopback.ts';

const forbidden: Answer = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
};
const listed = (...keys: string[]): Answer => ({
  headers: { 'content-type': 'application/xml' },
  body: `<ListBucketResult><KeyCount>${keys.length}</KeyCount>${keys
    .map((key) => `<Contents><Key>${key}</Key><Size>3</Size></Contents>`)
    .join('')}</ListBucketResult>`,
});

/** What S3 answers who may list a part of the bucket alone: 403 for whatever is not there. */
describe('objects on S3, to who may list a part of the bucket', () => {
  let list: Answer;
  let loopback: Loopback;
  let client: S3Client;
  let objects: ObjectStore;

  beforeAll(async () => {
    loopback = await startLoopback(({ path }) => (path.includes('list-type=2') ? list : forbidden));
    client = new S3Client(loopback.client);
    objects = s3Objects(client);
  });
  afterAll(async () => {
    client.destroy();
    await loopback.stop();
  });
  beforeEach(() => loopback.requests.splice(0));

  test.each([
    ['nothing', listed()],
    ['what only starts so', listed('tenants/acme/a.json.old')],
  ])('are missing where the list has %s', async (_, answer) => {
    list = answer;
    expect(await objects.head('s3://bucket/tenants/acme/a.json')).toBeUndefined();
    const missing = { code: 'ObjectNotFound' };
    await expect(objects.get('s3://bucket/tenants/acme/a.json')).rejects.toMatchObject(missing);
    await expect(objects.copy('s3://bucket/tenants/acme/a.json', 's3://bucket/b')).rejects.toMatchObject(missing);
    const lists = loopback.requests.map(({ path }) => path).filter((path) => path.includes('list-type=2'));
    expect(lists).toHaveLength(3);
    for (const path of lists) {
      const asked = new URL(path, loopback.client.endpoint).searchParams;
      expect([asked.get('prefix'), asked.get('max-keys')]).toEqual(['tenants/acme/a.json', '1']);
    }
  });

  test.each([
    ['are there', listed('tenants/acme/a+b.json')],
    ['may not even be listed', forbidden],
  ])('are refused where they %s', async (_, answer) => {
    list = answer;
    const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    await expect(objects.get('s3://bucket/tenants/acme/a b.json')).rejects.toMatchObject(refused);
    await expect(objects.copy('s3://bucket/tenants/acme/a b.json', 's3://bucket/b')).rejects.toMatchObject(refused);
    await expect(objects.head('s3://bucket/tenants/acme/a b.json')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });
});
