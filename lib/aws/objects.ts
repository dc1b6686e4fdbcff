import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../domain/errors.ts';
import { compareBytes, type ObjectAddress, parseAddress, parsePrefix } from '../ports/addresses.ts';
import type { ObjectEntry, ObjectStore } from '../ports/objects.ts';
import { decodeKey, purgeOn } from './object-purge.ts';

const missing = (uri: string, error: unknown): ServiceError =>
  new ServiceError('ObjectNotFound', `There is no object at ${uri}.`, { cause: error });

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** A missing bucket is a fault in the setup, not a missing object. HEAD has no body and so only the status. */
const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && error instanceof S3ServiceException && error.name !== 'NoSuchBucket';

/** How often a conditional put starts again when S3 answers that another one is under way (409). */
const attempts = 10;

/** The object store on S3. */
export function s3Objects(client: S3Client): ObjectStore {
  /**
   * Whether the error says that nothing is there. To who may list a part of the bucket alone, S3 answers 403 for that too,
   * and the list knows.
   */
  async function isAbsent(error: unknown, { bucket, key }: ObjectAddress): Promise<boolean> {
    if (statusOf(error) !== 403) return isMissing(error);
    const asked = { Bucket: bucket, Prefix: key, MaxKeys: 1, EncodingType: 'url' } as const;
    const page = await client.send(new ListObjectsV2Command(asked)).catch(() => {
      throw error;
    });
    return decodeKey(page.Contents?.[0]?.Key ?? '') !== key;
  }

  async function head(uri: string): Promise<ObjectEntry | undefined> {
    const address = parseAddress(uri);
    try {
      const found = await client.send(new HeadObjectCommand({ Bucket: address.bucket, Key: address.key }));
      return { uri, size: found.ContentLength ?? 0 };
    } catch (error) {
      if (await isAbsent(error, address)) return undefined;
      throw error;
    }
  }

  return {
    head,

    async get(uri) {
      const address = parseAddress(uri);
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: address.bucket, Key: address.key }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        throw (await isAbsent(error, address)) ? missing(uri, error) : error;
      }
    },

    async put(uri, body, contentType) {
      await client.send(new PutObjectCommand(putInput(uri, body, contentType)));
    },

    /**
     * When an answer is lost on the way and the SDK sends the request again, false may mean that this very call put
     * the object. Nobody believes falsely to have won; a caller that lost reads what is there.
     */
    async putIfAbsent(uri, body, contentType) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.send(new PutObjectCommand({ ...putInput(uri, body, contentType), IfNoneMatch: '*' }));
          return true;
        } catch (error) {
          if (statusOf(error) === 412) return false;
          if (statusOf(error) !== 409 || attempt === attempts) throw error;
        }
      }
    },

    async list(uri) {
      const { bucket, prefix } = parsePrefix(uri);
      const entries: { key: string; size: number }[] = [];
      let token: string | undefined;
      do {
        // Keys may hold characters that XML can't, hence the encoding.
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token, EncodingType: 'url' }),
        );
        for (const { Key = '', Size = 0 } of page.Contents ?? []) entries.push({ key: decodeKey(Key), size: Size });
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return entries
        .sort((a, b) => compareBytes(a.key, b.key))
        .map(({ key, size }) => ({ uri: `s3://${bucket}/${key}`, size }));
    },

    async copy(from, to) {
      const source = parseAddress(from);
      const target = parseAddress(to);
      // S3 refuses to copy an object onto itself unless something about it changes.
      if (from === to) {
        if ((await head(from)) === undefined) throw missing(from, undefined);
        return;
      }
      try {
        const CopySource = `${source.bucket}/${source.key.split('/').map(encodeURIComponent).join('/')}`;
        await client.send(new CopyObjectCommand({ Bucket: target.bucket, Key: target.key, CopySource }));
      } catch (error) {
        throw (await isAbsent(error, source)) ? missing(from, error) : error;
      }
    },

    async delete(uri) {
      const { bucket, key } = parseAddress(uri);
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },

    purge: purgeOn(client),
  };
}

function putInput(uri: string, body: Uint8Array | string, contentType: string | undefined): PutObjectCommandInput {
  const { bucket, key } = parseAddress(uri);
  const Body = typeof body === 'string' ? Buffer.from(body) : body;
  return { Bucket: bucket, Key: key, Body, ContentLength: Body.byteLength, ContentType: contentType };
}
