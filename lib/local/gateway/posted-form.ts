import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { Refusal } from './refusals.ts';

/** A form whose file is still coming. */
export interface PostedForm {
  /** By their names in lower case, as S3 takes them in any. */
  readonly fields: ReadonlyMap<string, string>;
  /**
   * The file's bytes as they come, to be read once. Ends well only where the form does, and nothing else is in it.
   * @throws Refusal
   */
  readonly file: AsyncIterable<Uint8Array>;
}

/** In bytes: of one field, and of all that comes before the file. */
const largestField = 16 * 1024;
const largestPrelude = 128 * 1024;
/** More than a form of ours has. */
const mostParts = 16;

/** What a parser finds, in the order of the body. */
type Part =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | { readonly kind: 'file' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/**
 * Reads a `multipart/form-data` body up to its file, which is the field `file` and the last. Parts that are no fields of
 * a form (without a `Content-Disposition: form-data`) have no effect, wherever they are.
 * @throws Refusal for a body that is no such form
 */
export async function readForm(contentType: string, chunks: AsyncIterable<Uint8Array>): Promise<PostedForm> {
  const parts = partsOf(openParser(contentType), chunks);
  const fields = new Map<string, string>();
  for (;;) {
    const { value: part } = await parts.next();
    if (part?.kind === 'file') return { fields, file: bytesOf(parts) };
    if (part?.kind !== 'field') throw new Refusal('InvalidArgument', 'A form has one file, as the field file.');
    const name = part.name.toLowerCase();
    if (fields.has(name)) throw new Refusal('InvalidArgument', `The field ${name} comes more than once.`);
    fields.set(name, part.value);
  }
}

function openParser(contentType: string): BusboyInstance {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw malformed();
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // By its name alone: a client may leave a file without a name, and give one to a field.
      isPartAFile: (name) => name === 'file',
      limits: { fieldSize: largestField, headerSize: largestField, headerPairs: mostParts, parts: mostParts },
    });
  } catch {
    throw malformed();
  }
}

/** Reads as far as it is asked to, so that no more than one chunk is ever held. */
async function* partsOf(parser: BusboyInstance, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Part, undefined> {
  const found: Part[] = [];
  let hasFile = false;
  let failure: Refusal | undefined;
  const fail = () => {
    failure ??= malformed();
  };
  parser.on('field', (name: string | undefined, value, _, isCut) => {
    if (name === undefined || isCut) fail();
    else found.push({ kind: 'field', name, value });
  });
  parser.on('file', (_, stream) => {
    hasFile = true;
    found.push({ kind: 'file' });
    stream.on('data', (bytes: Uint8Array) => found.push({ kind: 'bytes', bytes })).on('error', fail);
  });
  parser.on('partsLimit', fail);
  const over = new Promise<void>((resolve) => {
    parser.once('finish', resolve);
    parser.on('error', () => {
      fail();
      resolve();
    });
  });

  let received = 0;
  for await (const chunk of chunks) {
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    received += chunk.byteLength;
    if (failure !== undefined) throw failure;
    if (!hasFile && received > largestPrelude) throw tooMuchBefore();
    yield* found.splice(0);
  }
  parser.end();
  await over;
  if (failure !== undefined) throw failure;
  yield* found.splice(0);
}

async function* bytesOf(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    if (part.kind !== 'bytes') throw new Refusal('InvalidArgument', 'The file is not the last field.');
    yield part.bytes;
  }
}

const malformed = (): Refusal =>
  new Refusal('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');

const tooMuchBefore = (): Refusal =>
  new Refusal('MaxPostPreDataLengthExceeded', `More than ${largestPrelude} bytes come before the file.`);
