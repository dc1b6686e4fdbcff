import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { tenantPorts } from '../../lib/aws/tenant-ports.ts';
import type { TenantSession } from '../../lib/aws/tenant-sessions.ts';
import type { ServicePorts } from '../../lib/ports/index.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const form = {
  uri: 's3://bucket/inbox/acme/mug/u/reference/00.jpg',
  contentType: 'image/jpeg',
  bytes: { min: 1, max: 10 },
  seconds: 3600,
};

describeOnMoto('the ports of one tenant: S3 and DynamoDB on moto', () => {
  const environment = { ...process.env };
  let moto: Moto;
  /** Who asked for which session, and for how many seconds. */
  const asked: [tenant: string, seconds: number][] = [];
  const shared = { clock: { now: () => '' } } as unknown as ServicePorts;
  let of: (tenant: string) => ServicePorts;

  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, { AWS_ENDPOINT_URL: moto.endpoint, AWS_REGION: moto.client.region });
    await new S3Client(moto.client).send(
      new CreateBucketCommand({
        Bucket: 'bucket',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    await new DynamoDBClient(moto.client).send(
      new CreateTableCommand({
        TableName: 'table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    const sessions = async (tenant: string, seconds: number): Promise<TenantSession> => {
      asked.push([tenant, seconds]);
      const accessKeyId = `ASIA${tenant.toUpperCase()}`;
      return { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration: new Date(Date.now() + 3_600_000) };
    };
    of = tenantPorts(sessions, { bucket: 'bucket', table: 'table' }, shared);
  });
  afterAll(async () => {
    process.env = environment;
    await moto?.stop();
  });
  beforeEach(() => asked.splice(0));

  test('read and write objects and records with a session of the tenant, which each client asks for once', async () => {
    const { objects, records, clock } = of('acme');
    await objects.put('s3://bucket/tenants/acme/a', 'text');
    expect(Buffer.from(await objects.get('s3://bucket/tenants/acme/a')).toString()).toBe('text');
    expect(await records.create({ pk: 'T#acme', sk: 'A' })).toBe(true);
    expect(await records.get({ pk: 'T#acme', sk: 'A' })).toEqual({ pk: 'T#acme', sk: 'A' });
    expect(asked).toEqual([
      ['acme', 300],
      ['acme', 300],
    ]);
    expect(clock).toBe(shared.clock);
  });

  test('find the models that all tenants share', async () => {
    expect(await of('acme').models.find('backbone', 'none')).toBeUndefined();
    expect(asked).toEqual([['acme', 300]]);
  });

  test('sign forms and addresses with a session that holds as long as they do, up to 55 minutes', async () => {
    const { transfers } = of('acme');
    const { fields } = await transfers.uploadForm(form);
    expect(fields['X-Amz-Credential']).toMatch(/^ASIAACME\//);
    expect(fields['X-Amz-Security-Token']).toBe('t');
    const url = await transfers.downloadUrl({ uri: 's3://bucket/tenants/acme/a', seconds: 600 });
    expect(new URL(url).searchParams.get('X-Amz-Credential')).toMatch(/^ASIAACME\//);
    expect(asked).toEqual([
      ['acme', 3300],
      ['acme', 600],
    ]);
  });

  test('are of one tenant each', async () => {
    const credentialOf = async (tenant: string) =>
      (await of(tenant).transfers.uploadForm(form)).fields['X-Amz-Credential']?.split('/')[0];
    expect(await credentialOf('acme')).toBe('ASIAACME');
    expect(await credentialOf('zeta')).toBe('ASIAZETA');
    expect(await credentialOf('acme')).toBe('ASIAACME');
  });
});
