import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { errorCode } from '../disk.ts';
import { Refusal, refusalResponse } from './refusals.ts';

/** The headers of a request that decide what is sent; all else is the address's. */
export interface FileRequest {
  readonly method: string;
  readonly headers: Pick<Headers, 'get'>;
}

/** What part of a file is sent; both ends are of it. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The file at `path`, or the one range of it that is asked for, as it is now: whoever replaces it meanwhile changes
 * nothing. Headers that describe the content are set; `headers` are the rest.
 * @throws Refusal `NoSuchKey`
 */
export async function fileResponse(
  { method, headers: asked }: FileRequest,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const file = await openFile(path);
  let isSent = false;
  try {
    const found = await file.stat({ bigint: true });
    if (!found.isFile()) throw missing();
    const { size, mtimeNs, ino } = found;
    const length = Number(size);
    const etag = `"${ino.toString(16)}-${mtimeNs.toString(16)}-${size.toString(16)}"`;
    const common = { ...headers, ETag: etag, 'Accept-Ranges': 'bytes' };
    if (asked.get('if-none-match') === etag) return new Response(null, { status: 304, headers: common });
    const isOther = (asked.get('if-range') ?? etag) !== etag;
    const range = isOther ? undefined : rangeOf(asked.get('range'), length);
    if (range === 'beyond') {
      const refusal = new Refusal('InvalidRange', 'The requested range is not satisfiable.');
      return refusalResponse(refusal, { 'Content-Range': `bytes */${length}` });
    }
    const { start, end } = range ?? { start: 0, end: length - 1 };
    const body = method === 'HEAD' || end < start ? null : Readable.toWeb(file.createReadStream({ start, end }));
    isSent = body !== null;
    return new Response(body as ReadableStream | null, {
      status: range === undefined ? 200 : 206,
      headers: {
        ...common,
        'Content-Length': String(end - start + 1),
        ...(range !== undefined && { 'Content-Range': `bytes ${start}-${end}/${length}` }),
      },
    });
  } finally {
    if (!isSent) await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error) ?? '') ? missing() : error;
  }
}

const missing = (): Refusal => new Refusal('NoSuchKey', 'The specified key does not exist.');

/** One range of bytes (RFC 9110); undefined for none and for what S3 does not take for one either. */
function rangeOf(text: string | null, size: number): Range | 'beyond' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const [start, end] =
    first === ''
      ? [Math.max(0, size - Number(last)), size - 1]
      : [Number(first), last === '' ? size - 1 : Number(last)];
  if (start >= size) return 'beyond';
  return start > end ? undefined : { start, end: Math.min(end, size - 1) };
}
