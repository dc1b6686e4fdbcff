import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Clock } from '../ports/clock.ts';
import { allowedDownload, downloadsPath } from './gateway/download-address.ts';
import { fileResponse } from './gateway/file-response.ts';
import { readForm } from './gateway/posted-form.ts';
import { Refusal, refusalResponse } from './gateway/refusals.ts';
import { type RequestBody, requestBody } from './gateway/request-body.ts';
import { type AllowedUpload, allowedUpload } from './gateway/upload-policy.ts';
import type { FolderObjects } from './objects.ts';

export interface ObjectGatewayOptions {
  readonly objects: FolderObjects;
  /** Of the installation; the transfers' too. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
  /** Where pages come from that may use the gateway besides its own, for example `http://localhost:5173`. */
  readonly origins: readonly string[];
  /** Is told the address of each object that was put, before the client is answered. Must not throw. */
  readonly onPut: (uri: string) => void;
  /** Whether something may still be put there: a form outlives the subject that it was made for. */
  readonly admits?: (uri: string) => Promise<boolean>;
  /** For how many seconds a client may send nothing within an upload. */
  readonly stallSeconds?: number;
}

/** Uploads that write at once. */
export const mostUploads = 8;

/** What may be around a form's file, in bytes. */
const largestOverhead = 256 * 1024;

/** A stored file is the user's, and not the installation's page: nothing of it runs, is guessed at or shared. */
const quarantine = {
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

/**
 * What S3 does for the cloud's transfers, for those of this machine: `POST /objects` takes forms, `GET` and `HEAD
 * /objects/{bucket}/{key}` answer at signed addresses. To be mounted at the root of a server's application. Errors of
 * the client's are answered in S3's XML; errors of this machine (a full disk) are left to the application's `onError`.
 * How long a whole upload may take is the server's to say: Node's `requestTimeout` is five minutes unless set.
 */
export function objectGateway(options: ObjectGatewayOptions): Hono {
  const { objects, secret, clock, origins, onPut, admits = async () => true, stallSeconds = 30 } = options;
  const now = () => Date.parse(clock.now());
  let uploads = 0;

  /** Puts the form's file. Who may not upload takes no place among those who do. */
  async function upload(body: RequestBody, contentType: string, length: number): Promise<void> {
    const { fields, file } = await readForm(contentType, body.chunks());
    const { uri, bytes } = allowedUpload(secret, fields, now());
    if (length > bytes.max + largestOverhead) throw tooLarge(bytes);
    if (!(await admits(uri))) throw new Refusal('AccessDenied', 'There is no such subject any more.');
    if (uploads >= mostUploads) throw new Refusal('SlowDown', 'Too many uploads at once. Try again in a moment.');
    uploads += 1;
    try {
      await objects.receive(uri, within(bytes, file));
    } finally {
      uploads -= 1;
    }
    onPut(uri);
  }

  const app = new Hono();
  app.use('/objects/*', cors({ ...shared, origin: [...origins] }));

  app.post('/objects', (context) =>
    answering(async () => {
      const { body: stream } = context.req.raw;
      const length = context.req.header('content-length');
      if (stream === null || length === undefined) throw new Refusal('MissingContentLength', 'Say how much you send.');
      const body = requestBody(stream, stallSeconds);
      try {
        await upload(body, context.req.header('content-type') ?? '', Number(length));
      } catch (error) {
        await body.discard();
        throw error;
      }
      return new Response(null, { status: 204 });
    }),
  );

  app.get(`${downloadsPath}*`, (context) =>
    answering(async () => {
      const { uri, contentType, disposition } = allowedDownload(secret, new URL(context.req.url), now());
      return fileResponse(context.req.raw, objects.pathOf(uri), {
        ...quarantine,
        'Content-Type': contentType,
        ...(disposition !== null && { 'Content-Disposition': disposition }),
      });
    }),
  );
  return app;
}

/** What pages of other origins may do. */
const shared = {
  allowMethods: ['GET', 'HEAD', 'POST'],
  exposeHeaders: ['Content-Disposition', 'Content-Length', 'Content-Range', 'ETag'],
  maxAge: 600,
};

async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return refusalResponse(error);
    throw error;
  }
}

type Bounds = AllowedUpload['bytes'];

/** Passes a file on and refuses it as soon as it is known to be out of bounds. */
async function* within(bounds: Bounds, file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of file) {
    size += chunk.byteLength;
    if (size > bounds.max) throw tooLarge(bounds);
    yield chunk;
  }
  if (size < bounds.min) throw new Refusal('EntityTooSmall', `The file is smaller than ${bounds.min} bytes.`);
}

const tooLarge = ({ max }: Bounds): Refusal => new Refusal('EntityTooLarge', `The file is larger than ${max} bytes.`);
