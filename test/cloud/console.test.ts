import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { viewRewriting } from '../../lib/cloud/console-views.ts';
import { views } from '../../lib/domain/console-pages.ts';
import { custom, functionsIn, template, variablesOf } from './api-templates.ts';
import { allowedIn, readable } from './statements.ts';
import { type JsonObject, listOf, type Resource, resourcesOf, synthesize, temporaryFolder } from './synthesized.ts';

const assertions = Template.fromJSON(template);
const only = (type: string, start = ''): [string, Resource] => {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of ${type}`);
  return found[0];
};
const [distributionId, distribution] = only('AWS::CloudFront::Distribution');
const [filesId, files] = only('AWS::S3::Bucket', 'ConsoleFiles');
const config = distribution.Properties.DistributionConfig as JsonObject;
const url = `https://{${distributionId}}`;
const bucketId = 'StorageBucket5CB7C8EA';

describe('the files of the console', () => {
  test('are in a bucket of their own that nobody reads but this distribution, and its reads are logged', () => {
    expect(files.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LoggingConfiguration: { LogFilePrefix: 'console/' },
    });
    const [, { Properties }] = only('AWS::S3::BucketPolicy', 'ConsoleFiles');
    const statements = listOf((Properties.PolicyDocument as JsonObject).Statement) as JsonObject[];
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowing.flatMap(({ Action }) => listOf(Action)).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
    for (const { Principal, Condition } of allowing) {
      expect(Principal).toEqual({ Service: 'cloudfront.amazonaws.com' });
      expect(JSON.stringify(Condition)).toContain(distributionId);
    }
  });

  const deployed = resourcesOf(template, 'Custom::CDKBucketDeployment').map(([, { Properties }]) => Properties);

  test('are kept for ever where their names say what is in them, and asked for again where not', () => {
    const caching = deployed.map(({ DestinationBucketKeyPrefix: folder, SystemMetadata, Prune }) => [
      ...[folder, (SystemMetadata as JsonObject)['cache-control'], Prune],
    ]);
    expect(caching).toEqual([
      ['console/assets', 'public, max-age=31536000, immutable', false],
      ['console', 'no-cache', false],
    ]);
    assertions.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: { MinTTL: 0, DefaultTTL: 0, MaxTTL: 31_536_000 },
    });
  });

  test('come with settings that say where API and sign-in are', () => {
    const pages = deployed.find(({ DestinationBucketKeyPrefix: folder }) => folder === 'console');
    const told = JSON.stringify(pages?.SourceMarkers);
    const [clientId] = only('AWS::Cognito::UserPoolClient');
    for (const id of [distributionId, 'ApiGatewayRestApi', 'ApiIdentityUserPoolDomain', clientId]) {
      expect(told).toContain(id);
    }
    expect(told).toContain('ProviderURL');
  });

  test('are copied by who may do nothing else', () => {
    const role = only('AWS::IAM::Role', 'ConsoleDeployment')[0];
    const lines = allowedIn(template)
      .filter((statement) => statement.role === role)
      .flatMap(({ actions, resources }) => actions.flatMap((action) => resources.map((to) => `${action} ${to}`)))
      .filter((line) => !line.startsWith('logs:'));
    expect(lines.filter((line) => !line.startsWith('s3:GetObject'))).toEqual([
      `s3:ListBucket {${filesId}}`,
      `s3:AbortMultipartUpload {${filesId}}/console/*`,
      `s3:PutObject {${filesId}}/console/*`,
    ]);
    const read = lines.filter((line) => line.startsWith('s3:GetObject'));
    expect(read).toHaveLength(3);
    for (const line of read) expect(line).toMatch(/\/[0-9a-f]{64}\.zip$/);
  });

  test('stay as they are where nobody built the console, and the settings are deployed', () => {
    const said: string[] = [];
    const { error } = console;
    console.error = (text: string) => void said.push(text);
    const { template: unbuilt } = synthesize({ consoleFolder: temporaryFolder() });
    console.error = error;
    expect(said.join()).toMatch(/The console is not built: .* npm run console/);
    const [[, pages] = [], ...others] = resourcesOf(unbuilt, 'Custom::CDKBucketDeployment');
    expect(others).toEqual([]);
    expect(pages?.Properties.DestinationBucketKeyPrefix).toBe('console');
    expect(listOf(pages?.Properties.SourceObjectKeys)).toHaveLength(1);
  });
});

describe('the pages of the console', () => {
  const rewritten = (uri: string): string => {
    const handle = `${viewRewriting}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`;
    return String(runInNewContext(handle));
  };

  test('are one at every address of a view', () => {
    const addresses = views.map((view) => view.replace('*', '01ARZ3NDEKTSV4RRFFQ69G5FAV'));
    for (const uri of [...addresses, '/runs/', '/subjects/mug/new-run', '/webhooks/a/']) {
      expect(rewritten(uri)).toBe('/console/index.html');
    }
  });

  test('are at every address that the console has a view for', () => {
    const routes = readFileSync(
      join(import.meta.dirname, '..', '..', 'console', 'src', 'routing', 'routes.ts'),
      'utf8',
    );
    const patterns = [...routes.matchAll(/pattern: '([^']+)'/g)].map(([, pattern = '']) => pattern);
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) expect(rewritten(pattern.replaceAll(':', ''))).toBe('/console/index.html');
  });

  test('are no files, which are there or not', () => {
    const others = [
      '/console/config.json',
      '/console/assets/none.js',
      '/console/',
      '/nothing-here',
      '/runsy',
      '/v1/runs',
    ];
    for (const uri of others) expect(rewritten(uri)).toBe(uri);
    expect(config.CustomErrorResponses).toBeUndefined();
  });

  test('are read over TLS alone, and logged', () => {
    expect(config).toMatchObject({
      DefaultCacheBehavior: {
        AllowedMethods: ['GET', 'HEAD'],
        ViewerProtocolPolicy: 'redirect-to-https',
        Compress: true,
      },
      Logging: { Prefix: 'console/' },
      Origins: [{ S3OriginConfig: { OriginAccessIdentity: '' }, OriginAccessControlId: expect.anything() }],
    });
    expect(config).not.toHaveProperty('WebACLId');
  });

  test('run nothing foreign, and ask API, sign-in and the bucket of photos alone', () => {
    const [, { Properties }] = only('AWS::CloudFront::ResponseHeadersPolicy');
    const headers = Properties.ResponseHeadersPolicyConfig as JsonObject;
    const { ContentSecurityPolicy, ...others } = headers.SecurityHeadersConfig as JsonObject;
    const { ContentSecurityPolicy: policy } = ContentSecurityPolicy as JsonObject;
    const text = readable(policy ?? '');
    const api = 'https://{ApiGatewayRestApi43B37527}.execute-api.{AWS::Region}.{AWS::URLSuffix}';
    const signIn = 'https://{ApiIdentityUserPoolDomainF4F34343}.auth.{AWS::Region}.amazoncognito.com';
    expect(text.split('; ')).toEqual([
      "default-src 'self'",
      `img-src 'self' data: blob: https://{${bucketId}}`,
      `connect-src 'self' ${api} ${signIn} https://{${bucketId}}`,
      ...["object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
    ]);
    expect(others).toMatchObject({
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true },
    });
    expect(headers.CustomHeadersConfig).toEqual({
      Items: [{ Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true }],
    });
  });

  test('may be asked from and come back to, and say where they are', () => {
    const [, client] = only('AWS::Cognito::UserPoolClient');
    expect(listOf(client.Properties.CallbackURLs).map(readable)).toEqual([`${url}/signed-in`]);
    expect(listOf(client.Properties.LogoutURLs).map(readable)).toEqual([`${url}/signed-out`]);
    for (const name of ['api', 'api-stream']) {
      expect(readable(variablesOf(name).LIKENESS_ORIGINS ?? '')).toBe(url);
    }
    assertions.hasOutput('ConsoleUrl', {});
    assertions.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: Match.anyValue(),
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET', 'HEAD', 'POST'], AllowedOrigins: ['*'] }] },
    });
  });
});

test('a console under a name of its own has its certificate and firewall, and says where the name has to point', () => {
  const made = Template.fromJSON(custom.template);
  made.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['likeness.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b',
    },
  });
  made.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    CallbackURLs: ['https://console.example.com/', 'https://likeness.example.com/signed-in'],
    LogoutURLs: ['https://console.example.com/', 'https://likeness.example.com/signed-out'],
  });
  made.hasOutput('ConsoleUrl', { Value: 'https://likeness.example.com' });
  made.hasOutput('ConsoleTarget', {});
  expect(variablesOf('api', functionsIn(custom.template)).LIKENESS_ORIGINS).toBe(
    'https://console.example.com,http://localhost:5173,https://likeness.example.com',
  );
});

test.each([{ console: false as const }, { api: false as const }])('%j has nothing of it', (configuration) => {
  const { template: without } = synthesize({ configuration });
  expect(resourcesOf(without, 'AWS::CloudFront::Distribution')).toEqual([]);
  expect(resourcesOf(without, 'AWS::Cognito::UserPoolClient')).toEqual([]);
  expect(Object.keys(without.Resources).filter((id) => /^(Console|CustomCDKBucket)/.test(id))).toEqual([]);
});
