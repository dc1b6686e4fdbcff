import { type DownloadAsked, downloadDisposition, downloadType } from '../../ports/transfers.ts';
import { Refusal } from './refusals.ts';
import { isSignature, signatureOf } from './signatures.ts';

/** What a signed address lets be read, and how the answer presents it. */
export interface AllowedDownload {
  readonly uri: string;
  readonly contentType: string;
  /** Null: none. */
  readonly disposition: string | null;
}

/** Where objects are read: below it come the bucket and the key. */
export const downloadsPath = '/objects/';

/** The path and query of an address, relative to where the gateway listens. `now` is in milliseconds. */
export function signedDownload(secret: Uint8Array, asked: DownloadAsked, now: number): string {
  const expires = String(Math.ceil(now / 1000) + asked.seconds);
  const allowed = {
    uri: asked.uri,
    contentType: downloadType(asked),
    disposition: downloadDisposition(asked) ?? null,
  };
  const query = new URLSearchParams({
    expires,
    signature: signatureOf(secret, 'download', signedText(allowed, expires)),
    'response-content-type': allowed.contentType,
    ...(allowed.disposition !== null && { 'response-content-disposition': allowed.disposition }),
  });
  const segments = asked.uri.slice('s3://'.length).split('/').map(encodeURIComponent);
  return `${downloadsPath}${segments.join('/')}?${query}`;
}

/**
 * What an address that came back allows. `now` is in milliseconds.
 * @throws Refusal `AccessDenied`
 */
export function allowedDownload(secret: Uint8Array, { pathname, searchParams }: URL, now: number): AllowedDownload {
  const expires = searchParams.get('expires') ?? '';
  const allowed = {
    uri: `s3://${decoded(pathname.slice(downloadsPath.length))}`,
    contentType: searchParams.get('response-content-type') ?? '',
    disposition: searchParams.get('response-content-disposition'),
  };
  const signature = searchParams.get('signature') ?? '';
  if (!isSignature(secret, 'download', signedText(allowed, expires), signature)) {
    throw new Refusal('AccessDenied', 'The signature is not one of this address.');
  }
  if (Number(expires) * 1000 <= now) throw new Refusal('AccessDenied', 'Request has expired.');
  return allowed;
}

/** JSON, so that no two different requests have one text. */
const signedText = ({ uri, contentType, disposition }: AllowedDownload, expires: string): string =>
  JSON.stringify([uri, expires, contentType, disposition]);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal('AccessDenied', 'The path is not one that was given out.');
  }
}
