import fc from 'fast-check';
import * as keys from '../../lib/domain/keys.ts';
import { isAllowed } from './policy-evaluator.ts';
import { allowedIn, readable } from './statements.ts';
import { type JsonObject, listOf, resourcesOf, synthesize } from './synthesized.ts';

const { template } = synthesize();
const only = (type: string, start: string): string => {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${type} ${start}`);
  return found[0][0];
};
const bucket = `{${only('AWS::S3::Bucket', 'StorageBucket')}}`;
const table = `{${only('AWS::DynamoDB::GlobalTable', 'StorageTable')}}`;
const roleId = only('AWS::IAM::Role', 'ApiFunctionsTenantRole');
const statements = allowedIn(template).filter(({ role }) => role === roleId);

/** Whether a session of the tenant may; null is one without the tag. */
const may = (
  tenant: string | null,
  action: string,
  resource: string,
  context: Readonly<Record<string, string | readonly string[]>> = {},
): boolean =>
  isAllowed(statements, {
    action,
    resource,
    context: { ...context, ...(tenant !== null && { 'aws:PrincipalTag/tenant': tenant }) },
  });

const objectActions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
const mayObject = (tenant: string | null, key: string) =>
  objectActions.map((action) => may(tenant, action, `${bucket}/${key}`));
const keyOf = (uri: string) => uri.slice('s3://b/'.length);
const mayList = (tenant: string | null, prefix?: string) =>
  may(tenant, 's3:ListBucket', bucket, prefix === undefined ? {} : { 's3:prefix': prefix });
const recordActions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((name) => `dynamodb:${name}`);
const mayRecords = (tenant: string | null, partitions?: readonly string[], where = table) =>
  recordActions.map((action) => may(tenant, action, where, partitions && { 'dynamodb:LeadingKeys': partitions }));
const index = `${table}/index/GSI1`;

const all = [true, true, true, true, true];
const queried = [false, false, false, false, true];
const none = [false, false, false, false, false];

/** Names that are like each other: one begins as another does, and goes on with a hyphen. */
const tenants = fc.oneof(
  fc.stringMatching(/^[ab0][ab0-]{0,3}$/),
  fc.constantFrom('a', 'a-b', 'a-b-c', 'b', 'ab', 'a'.repeat(63)),
);
const two = fc.tuple(tenants, tenants).filter(([a, b]) => a !== b);
const rest = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom('*', '?', '../b', 'a/b', '$' + '{x}', '#'),
);
const statuses = fc.constantFrom('queued', 'failed', 'kept-base', 'a', '#', '#b');

describe('a session of a tenant', () => {
  test('is made by the API and its streams alone, and by them with the one tag that says whose', () => {
    const document = template.Resources[roleId]?.Properties.AssumeRolePolicyDocument as JsonObject | undefined;
    const trust = (listOf(document?.Statement) as JsonObject[]).map((statement) => ({
      ...{ effect: statement.Effect, principals: (statement.Principal as JsonObject).AWS },
      ...{ actions: listOf(statement.Action) as string[], resources: ['*'] },
      conditions: statement.Condition as JsonObject,
    }));
    expect(trust.map(({ effect }) => effect)).toEqual(['Allow']);
    expect(trust.flatMap(({ principals }) => listOf(principals ?? []).map(readable))).toEqual([
      expect.stringMatching(/^\{ApiFunctionsapiRole/),
      expect.stringMatching(/^\{ApiFunctionsapistreamRole/),
    ]);
    const made = (tags: Readonly<Record<string, string>>) =>
      ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].map((action) => {
        const values = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
        const context = { ...Object.fromEntries(values), 'aws:TagKeys': Object.keys(tags) };
        return isAllowed(trust, { action, resource: '*', context });
      });
    expect(made({ tenant: 'acme' })).toEqual([true, true, false]);
    const others: Readonly<Record<string, string>>[] = [
      ...[{}, { tenant: '' }, { tenants: 'acme' }, { role: 'admin' }],
      { tenant: 'acme', role: 'admin' },
    ];
    for (const tags of others) {
      expect(made(tags)).toEqual([false, false, false]);
    }
  });

  test('reaches the objects that the API makes addresses of for its tenant', () => {
    fc.assert(
      fc.property(tenants, (tenant) => {
        const of = { bucket: 'b', tenant, subject: 'mug', run: 'r' };
        const digest = 'f'.repeat(64);
        const uris = [
          ...[`${keys.inboxPrefix(of, 'u')}reference/00.jpg`, keys.uploadUri(of, 'u'), keys.retriedUploadUri(of, 'u')],
          ...[keys.acceptedUri(of, 'u'), keys.planUri(of), keys.verdictUri(of)],
          ...[keys.modelPrefix, keys.dataPrefix, keys.adapterUri].map((prefix) => `${prefix(of, digest)}a.json`),
          ...[keys.adapterPointerUri(of, digest), keys.galleryPhotoUri(of, 'photo'), keys.galleryIndexUri(of, digest)],
        ];
        for (const key of uris.map(keyOf)) {
          expect(mayObject(tenant, key)).toEqual([true, true, true]);
          expect(mayList(tenant, key)).toBe(true);
        }
        const receipt = keyOf(keys.receiptListUri(of, '01ARZ3NDEKTSV4RRFFQ69G5FAV'));
        expect(mayObject(tenant, receipt)).toEqual([true, false, false]);
        for (const kind of ['backbone', 'generator'] as const) {
          expect(mayObject(tenant, keyOf(keys.pretrainedIndexUri('b', kind, 'x')))).toEqual([true, false, false]);
        }
      }),
    );
  });

  test('reaches the records that the API makes keys of for its tenant', () => {
    fc.assert(
      fc.property(tenants, (tenant) => {
        const of = { tenant, subject: 'mug', run: 'r' };
        const made = [
          ...[keys.subjectKey(of), keys.endpointKey(of), keys.adapterKey(of, 'f'), keys.uploadKey(of, 'u')],
          ...[keys.runKey(of), keys.subjectRunKey(of), keys.stageKey(of, 1)],
          ...[keys.quotasKey(tenant), keys.activeRunsKey(tenant), keys.spendingKey(tenant, '2026-01')],
          ...[keys.rateKey(tenant, '2026-01-31T12:59'), keys.usageKey(tenant, '2026-01-31')],
          ...[keys.webhookKey(tenant, 'h'), keys.deliveryKey(tenant, 'h', 'd'), keys.deletionKey(tenant, 'd')],
          keys.idempotencyKey(tenant, 'POST /v1/subjects', 'k'),
        ].map(({ pk }) => pk);
        for (const partition of made) expect(mayRecords(tenant, [partition])).toEqual(all);
        expect(mayRecords(tenant, made)).toEqual(all);
        expect(mayRecords(tenant, [`${keys.tenantPartition(tenant)}#queued`], index)).toEqual(queried);
      }),
    );
  });

  test("reaches no object that is not under its tenant's prefixes, but reads what all tenants share", () => {
    fc.assert(
      fc.property(
        two,
        fc.constantFrom('inbox', 'tenants', 'priors', 'assets', 'receipts', 'Tenants', ''),
        rest,
        ([a, b], top, end) => {
          for (const key of [
            `${top}/${b}/${end}`,
            `${top}/${b}${end}`,
            `${top}/${end}`,
            `${top}`,
            `x/${top}/${a}/${end}`,
          ]) {
            const own = key.startsWith(`inbox/${a}/`) || key.startsWith(`tenants/${a}/`);
            const read = own || key.startsWith('assets/') || key.startsWith(`receipts/${a}/`);
            expect(mayObject(a, key)).toEqual([read, own, own]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('lists nothing but under its prefixes and those that all share: not the bucket, not the names of other tenants', () => {
    expect(mayList('acme')).toBe(false);
    fc.assert(
      fc.property(
        two,
        fc.constantFrom('inbox', 'tenants', 'receipts'),
        rest,
        fc.nat({ max: 80 }),
        ([a, b], top, end, length) => {
          for (const whole of [`${top}/${a}/${end}`, `${top}/${b}/${end}`, `${top}/${a}-`, end]) {
            const prefix = whole.slice(0, length);
            const own = [`inbox/${a}/`, `tenants/${a}/`, 'assets/'].some((start) => prefix.startsWith(start));
            expect(mayList(a, prefix)).toBe(own);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("reaches no record of another tenant, in the table or in the index, alone or beside one's own", () => {
    fc.assert(
      fc.property(two, statuses, ([a, b], status) => {
        for (const where of [table, index]) {
          for (const foreign of [keys.tenantPartition(b), `${keys.tenantPartition(b)}#${status}`]) {
            expect(mayRecords(a, [foreign], where)).toEqual(none);
            expect(mayRecords(a, [keys.tenantPartition(a), foreign], where)).toEqual(none);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['the shared partition', [keys.sharedPartition]],
    ['its own beside the shared', [keys.tenantPartition('acme'), keys.sharedPartition]],
    ['a partition without a name', ['T#']],
    ['what only looks like a partition', ['acme', 't#acme', ' T#acme', 'T#acme ', 'T#acmes', 'T#']],
    ['no partition', undefined],
    ['none of any', []],
  ])('reaches no record of %s', (_, partitions) => {
    const asked = partitions === undefined || partitions.length < 3 ? [partitions] : partitions.map((one) => [one]);
    for (const key of asked) {
      for (const where of [table, index]) expect(mayRecords('acme', key, where)).toEqual(none);
    }
  });

  test('without the tag reaches nothing of anybody', () => {
    fc.assert(
      fc.property(fc.oneof(tenants, fc.constantFrom('', '*', 'undefined')), rest, (tenant, end) => {
        for (const top of ['inbox', 'tenants', 'receipts']) {
          expect(mayObject(null, `${top}/${tenant}/${end}`)).toEqual([false, false, false]);
          expect(mayList(null, `${top}/${tenant}/${end}`)).toBe(false);
        }
        expect(mayRecords(null, [`T#${tenant}`])).toEqual(none);
      }),
    );
  });

  test('does nothing else: no scan, no other table, no bucket, no role', () => {
    const own = { 'dynamodb:LeadingKeys': [keys.tenantPartition('acme')], 's3:prefix': 'tenants/acme/' };
    for (const action of ['Scan', 'BatchGetItem', 'BatchWriteItem', 'PartiQLSelect', 'DescribeTable', 'DeleteTable']) {
      expect(may('acme', `dynamodb:${action}`, table, own)).toBe(false);
    }
    expect(mayRecords('acme', [keys.tenantPartition('acme')], '{AnotherTable}')).toEqual(none);
    expect(mayRecords('acme', [keys.tenantPartition('acme')], `${table}/index/GSI2`)).toEqual(none);
    for (const action of ['DeleteBucket', 'PutBucketPolicy', 'ListAllMyBuckets', 'GetObjectAcl', 'PutObjectAcl']) {
      expect(may('acme', `s3:${action}`, bucket, own)).toBe(false);
    }
    expect(new Set(statements.flatMap(({ actions }) => actions))).toEqual(
      new Set([...objectActions, 's3:ListBucket', ...recordActions]),
    );
  });

  test('no tenant has a name by which the variable would mean more, or a partition be another’s', () => {
    for (const name of ['*', 'a*', 'a?', 'a#b', 'a/b', '$' + '{x}', 'a b', 'A', '', '.', 'a'.repeat(64)]) {
      expect(keys.NAME.test(name)).toBe(false);
    }
  });
});

describe('the roles of the functions themselves', () => {
  const rolesOf = resourcesOf(template, 'AWS::IAM::Role')
    .map(([id]) => id)
    .filter((id) => /^ApiFunctions(api|apistream|authorizer)Role/.test(id));

  test.each(rolesOf)('%s reaches no object, and no record of a tenant', (id) => {
    const own = allowedIn(template).filter(({ role }) => role === id);
    expect(own.flatMap(({ actions }) => actions).filter((action) => action.startsWith('s3:'))).toEqual([]);
    for (const action of [...recordActions, 'dynamodb:Scan']) {
      for (const partitions of [['T#acme'], ['SHARED', 'T#acme'], []]) {
        const context = { 'dynamodb:LeadingKeys': partitions };
        expect(isAllowed(own, { action, resource: table, context })).toBe(false);
        expect(isAllowed(own, { action, resource: index, context })).toBe(false);
      }
      expect(isAllowed(own, { action, resource: table, context: {} })).toBe(false);
    }
  });

  test('three roles were looked at', () => expect(rolesOf).toHaveLength(3));
});
