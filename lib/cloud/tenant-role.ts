import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ArnPrincipal, CompositePrincipal, type IRole, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { tenantPartition } from '../domain/keys.ts';
import { acknowledgeWildcards, allow, objectWildcard, policy } from './permissions.ts';

export interface TenantRoleProps {
  readonly bucket: IBucket;
  readonly table: ITableV2;
  /** The roles that may take a tenant's session, and no others. */
  readonly lentTo: readonly IRole[];
}

/**
 * The role on which the API reaches data: of the tenant that its session is tagged with, and of no other. So a mistake in
 * a handler, or in a key that it makes, is refused by AWS.
 */
export class TenantRole extends Construct {
  public readonly role: Role;

  constructor(scope: Construct, id: string, { bucket, table, lentTo }: TenantRoleProps) {
    super(scope, id);
    const borrowers = lentTo.map(({ roleArn }) =>
      new ArnPrincipal(roleArn).withConditions(taggedOnce).withSessionTags(),
    );
    this.role = new Role(this, 'Role', {
      description: "The API on the data of its session's tenant",
      assumedBy: new CompositePrincipal(...borrowers),
      inlinePolicies: { objects: policy(...objectsOf(bucket)), records: policy(...recordsOf(table)) },
    });
    const own = 'The keys of the tenant that the session is tagged with.';
    acknowledgeWildcards(this.role, {
      ...Object.fromEntries(
        [...ofTenant, receipts].map((keys) => [
          objectWildcard(bucket, keys.replace(tenant, '<aws:PrincipalTag/tenant>')),
          own,
        ]),
      ),
      [objectWildcard(bucket, assets)]: 'What every tenant uses, to read alone.',
    });
  }
}

/** The tag `tenant` is there, and is the only one. */
const taggedOnce = {
  StringLike: { 'aws:RequestTag/tenant': '?*' },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
};

/** IAM puts the session's tag in this place; no tenant's name has a character that means something there. */
const tenant = `\${aws:PrincipalTag/tenant}`;

const ofTenant = [`inbox/${tenant}/*`, `tenants/${tenant}/*`];
/** Lists of what was deleted, to hand out: deletions write them, and no session does. */
const receipts = `receipts/${tenant}/*`;
const assets = 'assets/*';

function objectsOf(bucket: IBucket): PolicyStatement[] {
  const own = ofTenant.map((keys) => bucket.arnForObjects(keys));
  return [
    allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], own),
    allow(['s3:GetObject'], [bucket.arnForObjects(assets), bucket.arnForObjects(receipts)]),
    // Without IfExists, by which a list of the whole bucket would pass: it names no prefix. S3 answers 403 for what is
    // missing to who may list so, and the objects' port asks the list then.
    allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': [...ofTenant, assets] } }),
  ];
}

/**
 * The operations of the records port on partitions of the tenant: its own, and those of the index, whose names go on
 * after a `#`. An operation without a partition key has none whose value could differ: Null refuses it.
 */
function recordsOf(table: ITableV2): PolicyStatement[] {
  const partition = tenantPartition(tenant);
  const ofPartition = {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition, `${partition}#*`] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
  const operations = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
  return [
    allow(
      operations.map((operation) => `dynamodb:${operation}`),
      [table.tableArn],
      ofPartition,
    ),
    allow(['dynamodb:Query'], [`${table.tableArn}/index/GSI1`], ofPartition),
  ];
}
