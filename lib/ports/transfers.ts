import { ServiceError } from '../domain/errors.ts';
import { type ObjectAddress, parseAddress } from './addresses.ts';

/** A form to post as `multipart/form-data`: the fields as they are, then the file, last, as the field `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadAsked {
  /** `s3://bucket/inbox/...` */
  readonly uri: string;
  /** For example `image/jpeg`; the poster can choose no other. */
  readonly contentType: string;
  /** The smallest and the largest file that is taken. */
  readonly bytes: { readonly min: number; readonly max: number };
  /** How long the form can be posted: 1 to 3600. */
  readonly seconds: number;
}

export interface DownloadAsked {
  /** `s3://bucket/key` */
  readonly uri: string;
  /** How long the address can be read: 1 to 43200. */
  readonly seconds: number;
  /** The answer's `Content-Type`, whatever the object was put with; `application/octet-stream` unless asked. */
  readonly contentType?: string;
  /** Has browsers save the object as a file of this name: no control characters, 1 to 255 bytes of UTF-8. */
  readonly fileName?: string;
}

/** How photos come in and artifacts go out past the API: by addresses that are good for one object and a time. */
export interface Transfers {
  /**
   * A form by which whoever has it may post one object to exactly that address, of that content type, within the size
   * bounds, until it expires. Posted again, it replaces the object. A good post is answered by 204, any other by an
   * error in S3's XML and no change. In the cloud it ends earlier where the credentials that signed it do.
   * @throws ServiceError `Internal` for an address outside `inbox/` and for whatever no form can be about
   */
  uploadForm(asked: UploadAsked): Promise<UploadForm>;
  /**
   * An address at which whoever has it may read one object with GET until it expires. It can be given out before the
   * object is there: until then it is answered by 404, or in the cloud by 403 where its signer may not list the bucket.
   * In the cloud it ends earlier where the credentials that signed it do.
   * @throws ServiceError `Internal` for whatever no address can be about
   */
  downloadUrl(asked: DownloadAsked): Promise<string>;
}

/** In seconds. */
const longest = { form: 3600, download: 43_200 } as const;
/** What S3 takes in one post. */
const largestUpload = 5 * 1024 ** 3;
const mediaType = /^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,99}(?:; charset=utf-8)?$/;

/**
 * What both homes check before they sign a form; returns the parts of its address.
 * @throws ServiceError `Internal`
 */
export function checkUpload({ uri, contentType, bytes, seconds }: UploadAsked): ObjectAddress {
  const address = parseAddress(uri);
  if (!address.key.startsWith('inbox/')) throw unsigned(uri, 'a form is only for addresses under inbox/');
  // S3 puts the name of the poster's file in place of its one variable, and so the object elsewhere.
  if (address.key.includes('${')) throw unsigned(uri, "its key has '${'");
  checkSeconds(uri, seconds, longest.form);
  checkType(uri, contentType);
  const { min, max } = bytes;
  const bounded = Number.isSafeInteger(min) && Number.isSafeInteger(max) && 0 <= min && min <= max;
  if (!bounded || max > largestUpload) throw unsigned(uri, `${min} to ${max} bytes are no bounds`);
  return address;
}

/**
 * What both homes check before they sign an address; returns its parts.
 * @throws ServiceError `Internal`
 */
export function checkDownload({ uri, seconds, contentType, fileName }: DownloadAsked): ObjectAddress {
  const address = parseAddress(uri);
  checkSeconds(uri, seconds, longest.download);
  if (contentType !== undefined) checkType(uri, contentType);
  if (fileName !== undefined && !isFileName(fileName)) throw unsigned(uri, `'${fileName}' is no file's name`);
  return address;
}

/** The `Content-Type` of a download. */
export const downloadType = ({ contentType }: DownloadAsked): string => contentType ?? 'application/octet-stream';

/** The `Content-Disposition` of a download (RFC 6266), ASCII alone; undefined where it has no name. */
export function downloadDisposition({ fileName }: DownloadAsked): string | undefined {
  if (fileName === undefined) return undefined;
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const attachment = `attachment; filename="${plain}"`;
  return plain === fileName ? attachment : `${attachment}; filename*=UTF-8''${extended(fileName)}`;
}

/** RFC 8187's encoding, which leaves fewer characters as they are than JavaScript's. */
const extended = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const isFileName = (text: string): boolean =>
  text !== '' && Buffer.byteLength(text) <= 255 && !/[\p{Control}\p{Surrogate}/]/u.test(text);

function checkSeconds(uri: string, seconds: number, most: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= most) return;
  throw unsigned(uri, `it takes 1 to ${most} seconds, not ${seconds}`);
}

function checkType(uri: string, contentType: string): void {
  if (!mediaType.test(contentType)) throw unsigned(uri, `'${contentType}' is no content type`);
}

const unsigned = (uri: string, why: string): ServiceError =>
  new ServiceError('Internal', `Nothing was signed for '${uri}': ${why}.`);
