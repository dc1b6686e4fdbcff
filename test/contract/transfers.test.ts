import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Objects } from '../../lib/aws/objects.ts';
import { s3Transfers } from '../../lib/aws/transfers.ts';
import type { UploadAsked } from '../../lib/ports/transfers.ts';
import { type Gateway, post, startGateway } from '../fixtures/gateway.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';
import { policyOf, transfersContract } from './transfers.cases.ts';

describe('transfers contract: local', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.stop());

  transfersContract(() => ({ ...gateway, bucket: 'bucket', now: () => gateway.clock.at }));
});

const asked: UploadAsked = {
  uri: 's3://bucket/inbox/a.jpg',
  contentType: 'image/jpeg',
  bytes: { min: 1, max: 10 },
  seconds: 60,
};

describeOnMoto('transfers contract: S3 on moto, which compares no post with its policy', () => {
  let moto: Moto;
  let client: S3Client;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client(moto.client);
    const region = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration: region }));
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  transfersContract(() => ({
    transfers: s3Transfers(client),
    objects: s3Objects(client),
    bucket: 'bucket',
    now: Date.now,
  }));

  test('moto takes what the policy forbids, so that the policy itself is what the cases look at', async () => {
    const form = await s3Transfers(client).uploadForm(asked);
    expect((await post(form, 'more than ten bytes')).status).toBe(204);
  });
});

describe('transfers by S3', () => {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token/+=' };
  const transfers = s3Transfers(new S3Client({ region: 'eu-west-1', credentials }));

  test("uses the bucket's own host in its region, and an endpoint's path where one is set", async () => {
    const { url } = await transfers.uploadForm(asked);
    expect(url).toBe('https://bucket.s3.eu-west-1.amazonaws.com/');
    const download = new URL(await transfers.downloadUrl({ uri: 's3://bucket/a b', seconds: 60 }));
    expect(download.origin + download.pathname).toBe('https://bucket.s3.eu-west-1.amazonaws.com/a%20b');
    const local = s3Transfers(new S3Client({ region: 'eu-west-1', credentials, endpoint: 'http://127.0.0.1:5000' }));
    expect((await local.uploadForm(asked)).url).toBe('http://127.0.0.1:5000/bucket');
  });

  test("has the session's token as a field and as a condition", async () => {
    const form = await transfers.uploadForm(asked);
    expect(form.fields['X-Amz-Security-Token']).toBe(credentials.sessionToken);
    expect(policyOf(form).conditions).toContainEqual({ 'X-Amz-Security-Token': credentials.sessionToken });
  });

  test('has a condition for every field, since S3 refuses others, and answers by 204', async () => {
    const form = await transfers.uploadForm(asked);
    const { Policy: _, 'X-Amz-Signature': __, ...fields } = form.fields;
    expect(fields.success_action_status).toBe('204');
    for (const [name, value] of Object.entries(fields)) {
      expect(policyOf(form).conditions).toContainEqual({ [name]: value });
    }
  });

  test('signs no header but the host, so that any client can read the address', async () => {
    const { searchParams } = new URL(await transfers.downloadUrl({ uri: 's3://bucket/a', seconds: 43_200 }));
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('host');
    expect(searchParams.get('X-Amz-Expires')).toBe('43200');
  });
});
