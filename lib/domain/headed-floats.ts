import { ServiceError } from './errors.ts';

/**
 * The frame that safetensors and the indexes of galleries share, all little-endian: the header's length in 8 bytes, the
 * header as JSON, and the numbers behind it.
 */
export interface HeadedFloats {
  /** A JSON object, not checked any further. */
  readonly header: object;
  readonly data: Uint8Array;
}

const lengthBytes = 8;
const floatBytes = 4;
const brace = '{'.charCodeAt(0);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What is thrown for an object that can't be what it should. */
export const damaged = (uri: string, what: string, cause?: unknown): ServiceError =>
  new ServiceError('Internal', `${uri} can't be read: ${what}.`, { cause });

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** @throws ServiceError `Internal` naming the object at `uri` */
export function splitHeader(uri: string, bytes: Uint8Array): HeadedFloats {
  const most = bytes.length - lengthBytes;
  if (most < 0) throw damaged(uri, `it ends after ${bytes.length} bytes`);
  const length = viewOf(bytes).getBigUint64(0, true);
  if (length > BigInt(most)) throw damaged(uri, `its header has ${length} bytes and there are ${most}`);
  const end = lengthBytes + Number(length);
  if (end === lengthBytes || bytes[lengthBytes] !== brace) throw damaged(uri, 'its header is no JSON object');
  try {
    const header = JSON.parse(utf8.decode(bytes.subarray(lengthBytes, end))) as object;
    return { header, data: bytes.subarray(end) };
  } catch (cause) {
    throw damaged(uri, 'its header is not JSON', cause);
  }
}

/**
 * A copy of float32 numbers, wherever in memory they begin.
 * @throws ServiceError `Internal` where they are not whole or one is not finite
 */
export function readFloats(uri: string, data: Uint8Array): Float32Array {
  if (data.length % floatBytes !== 0) throw damaged(uri, `${data.length} bytes are not whole float32 numbers`);
  const view = viewOf(data);
  const values = new Float32Array(data.length / floatBytes);
  for (let i = 0; i < values.length; i += 1) {
    const value = view.getFloat32(i * floatBytes, true);
    if (!Number.isFinite(value)) throw damaged(uri, 'it holds a number that is not finite');
    values[i] = value;
  }
  return values;
}

/** `header` must be a JSON object. */
export function headedFloats(header: object, values: Float32Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = lengthBytes + text.length;
  const bytes = new Uint8Array(start + values.length * floatBytes);
  const view = viewOf(bytes);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, lengthBytes);
  for (let i = 0; i < values.length; i += 1) view.setFloat32(start + i * floatBytes, values[i] as number, true);
  return bytes;
}
