import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { ConsoleFiles } from './console-files.ts';
import { ConsolePages, type ConsolePagesSettings } from './console-pages.ts';
import { closedBucket } from './storage.ts';

export type ConsoleSettings = ConsolePagesSettings;

export interface ConsoleProps extends ConsoleSettings {
  /** What it asks, and what knows who signs in. */
  readonly api: Api;
  /** Where photos are sent to, and pictures come from. */
  readonly bucket: IBucket;
  /** Where it is written down who read what. */
  readonly accessLogs: IBucket;
  /** Where `npm run console` puts what it builds. */
  readonly folder: string;
}

/** The console: its files in a bucket of their own, and what hands them out everywhere. */
export class Console extends Construct {
  public readonly pages: ConsolePages;
  public readonly files: Bucket;

  constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    const { api, bucket, accessLogs, folder, ...settings } = props;
    this.files = new Bucket(this, 'Files', {
      ...closedBucket,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'console/',
      lifecycleRules: [{ id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    const objects = `https://${bucket.bucketRegionalDomainName}`;
    const { identity, gateway } = api;
    const domain = identity.domain.baseUrl();
    this.pages = new ConsolePages(this, 'Pages', {
      ...settings,
      files: this.files,
      accessLogs,
      elsewhere: { connect: [gateway.origin, domain, objects], images: [objects] },
    });
    const { url } = this.pages;
    const clientId = api.admit(url);
    const authority = identity.userPool.userPoolProviderUrl;
    new ConsoleFiles(this, 'Deployment', {
      files: this.files,
      folder: this.built(folder),
      config: { url, api: gateway.url, authority, domain, clientId },
    });
  }

  /** Null where nobody built it: what is in the bucket stays as it is then. */
  private built(folder: string): string | null {
    if (existsSync(join(folder, 'index.html'))) return folder;
    Annotations.of(this).addWarningV2(
      'likeness:console-not-built',
      'The console is not built: its settings alone are deployed, and its pages stay as they are, or missing. Build it by: npm run console',
    );
    return null;
  }

  public get url(): string {
    return this.pages.url;
  }

  /** What whoever opens it has to know. */
  public get outputs(): Readonly<Record<string, string>> {
    const { distribution, domainName } = this.pages;
    return { ConsoleUrl: this.url, ...(domainName && { ConsoleTarget: distribution.distributionDomainName }) };
  }
}
