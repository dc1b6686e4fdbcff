import { ServiceError } from '../domain/errors.ts';

/** The two parts of `s3://bucket/key`. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const loneSurrogate = /\p{Surrogate}/u;
const control = /\p{Control}/u;
/** S3's limit on a key, in bytes of UTF-8. */
const longestKey = 1024;
/** What every common file system allows for one name, in bytes of UTF-8. */
const longestSegment = 255;

const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

function split(uri: string): ObjectAddress {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/(.*)$/su.exec(uri) ?? [];
  if (!bucketName.test(bucket)) {
    throw new ServiceError('Internal', `'${uri}' is not an object's address: it takes s3://bucket/key.`);
  }
  return { bucket, key };
}

function segmentFault(segment: string): string | undefined {
  if (segment === '') return 'it has an empty segment';
  if (segment === '.' || segment === '..') return `it has the segment '${segment}'`;
  if (control.test(segment)) return 'it has a control character';
  if (byteLength(segment) > longestSegment) return `a segment is longer than ${longestSegment} bytes`;
  return undefined;
}

/** Why both homes refuse a key, or undefined for a good one. What one home could not hold, neither takes. */
function keyFault(key: string): string | undefined {
  if (loneSurrogate.test(key)) return 'it is not well-formed Unicode';
  if (byteLength(key) > longestKey) return `it is longer than ${longestKey} bytes`;
  return key
    .split('/')
    .map(segmentFault)
    .find((fault) => fault !== undefined);
}

/**
 * The bucket and key of an object's address. Keys are any Unicode text of at most 1,024 bytes whose segments
 * between `/` have 1 to 255 bytes, no control characters, and are neither `.` nor `..`.
 * @throws ServiceError `Internal` for anything else
 */
export function parseAddress(uri: string): ObjectAddress {
  const address = split(uri);
  const fault = keyFault(address.key);
  if (fault !== undefined) throw new ServiceError('Internal', `'${uri}' is not an object's address: ${fault}.`);
  return address;
}

/** The bucket and the text that keys start with (any text, also none) of a prefix `s3://bucket/text`. */
export function parsePrefix(uri: string): { readonly bucket: string; readonly prefix: string } {
  const { bucket, key } = split(uri);
  return { bucket, prefix: key };
}

/** Orders text as S3, DynamoDB and SQLite do: by the bytes of its UTF-8. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
