import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../domain/errors.ts';
import { parseAddress, parsePrefix } from '../ports/addresses.ts';
import { largestDigested, type ObjectStore, type PurgedObject } from '../ports/objects.ts';

/** Objects that are read at the same time. */
const readAtOnce = 8;

interface Version {
  readonly Key: string;
  readonly VersionId: string;
  readonly size: number;
}

/** `purge` of the object store: deletes versions and delete markers by their ids, also in buckets that keep one version. */
export const purgeOn =
  (client: S3Client): ObjectStore['purge'] =>
  async (at, tell) => {
    const { bucket, prefix } = parsePrefix(at);
    if (prefix === '') throw new ServiceError('Internal', `${at} is a whole bucket, which nobody purges.`);
    const only = at.endsWith('/') ? undefined : parseAddress(at).key;
    let marker: { KeyMarker: string | undefined; VersionIdMarker: string | undefined } | undefined;
    for (;;) {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...marker }),
      );
      const keyOf = (key: string): string => (page.EncodingType === 'url' ? decodeKey(key) : key);
      const named = (listed: { Key?: string; VersionId?: string; Size?: number }): Version => ({
        Key: keyOf(listed.Key ?? ''),
        VersionId: listed.VersionId ?? 'null',
        size: listed.Size ?? 0,
      });
      const isMeant = ({ Key }: Version): boolean => only === undefined || Key === only;
      const versions = (page.Versions ?? []).map(named).filter(isMeant);
      const markers = (page.DeleteMarkers ?? []).map(named).filter(isMeant);
      const objects = await described(client, bucket, versions);
      if (objects.length > 0) await tell(objects);
      await remove(client, bucket, [...versions, ...markers]);
      if (!page.IsTruncated) return;
      // What was listed is gone, so that the list begins with what is left.
      const nothing = versions.length + markers.length === 0;
      const { NextKeyMarker: key, NextVersionIdMarker: VersionIdMarker } = page;
      marker = nothing ? { KeyMarker: key && keyOf(key), VersionIdMarker } : undefined;
    }
  };

/** Without those that somebody else deleted meanwhile. */
async function described(client: S3Client, bucket: string, versions: readonly Version[]): Promise<PurgedObject[]> {
  const found: PurgedObject[] = [];
  for (let start = 0; start < versions.length; start += readAtOnce) {
    const some = versions.slice(start, start + readAtOnce);
    const digests = await Promise.all(some.map((version) => digestOf(client, bucket, version)));
    for (const [index, { Key, size }] of some.entries()) {
      const sha256 = digests[index];
      if (sha256 !== undefined) found.push({ uri: `s3://${bucket}/${Key}`, size, sha256 });
    }
  }
  return found;
}

async function digestOf(client: S3Client, bucket: string, { Key, VersionId, size }: Version) {
  if (size > largestDigested) return null;
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
    const hash = createHash('sha256');
    for await (const chunk of Body as Readable) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

async function remove(client: S3Client, bucket: string, versions: readonly Version[]): Promise<void> {
  if (versions.length === 0) return;
  const Objects = versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
  const { Errors: [first] = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
  );
  if (first === undefined) return;
  throw new ServiceError('Internal', `s3://${bucket}/${first.Key} can't be deleted: ${first.Code} ${first.Message}`);
}

/** Undoes `EncodingType: 'url'`, which writes a space as `+`. */
export const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));
