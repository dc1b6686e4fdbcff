import { join } from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../domain/errors.ts';
import type { AdapterReference, Embedding, Endpoints } from '../ports/endpoints.ts';
import { answers } from '../ports/warm-up.ts';
import { EmbeddingProcess } from './embedding-process.ts';
import type { Installation } from './installation.ts';

const requestLimitMilliseconds = 60_000;
/** A dying process closes its connections a moment before it is known to be dead. */
const deathLimitMilliseconds = 1_000;
const adapterHeader = 'X-Amzn-SageMaker-Adapter-Identifier';

const answerShape = z.object({
  backbone: z.string(),
  adapter: z.string().nullable(),
  feature: z.string(),
  data: z.tuple([z.object({ embedding: z.array(z.number()) })]),
});
const problemShape = z.object({ code: z.string(), message: z.string() });

/**
 * The embedding server of one machine, started by the first request and started again should it die. It finds adapters
 * in the store by their pointers, as a shared one does in the cloud, so that they answer after any restart.
 */
export class LocalEndpoints implements Endpoints {
  readonly #installation: Installation;
  readonly #store: string;
  readonly #folder: string;
  #server: EmbeddingProcess | undefined;
  #running: Promise<string> | undefined;
  #peakMemoryBytes: number | undefined;
  #closed = false;

  /** `store` is the bucket's folder; `folder` holds the server's log. */
  constructor(installation: Installation, store: string, folder: string) {
    this.#installation = installation;
    this.#store = store;
    this.#folder = folder;
  }

  /** The server's address; starts the server where none is running. */
  url(): Promise<string> {
    if (this.#closed) return Promise.reject(new ServiceError('EndpointFailed', 'the embedding server was closed'));
    this.#running ??= this.#start();
    return this.#running;
  }

  /** The most memory that a server of this object has had; undefined before the first, and on other systems than Linux. */
  peakMemoryBytes(): number | undefined {
    const now = this.#server?.peakMemoryBytes();
    if (now !== undefined) this.#peakMemoryBytes = Math.max(now, this.#peakMemoryBytes ?? 0);
    return this.#peakMemoryBytes;
  }

  async deploy({ name }: AdapterReference): Promise<boolean> {
    return answers((image, adapterName) => this.embed(image, adapterName), name);
  }

  async remove(adapterName: string): Promise<void> {
    // A server that isn't running has nothing in memory.
    if (this.#running === undefined) return;
    await this.#request(`adapters/${encodeURIComponent(adapterName)}`, { method: 'DELETE' }, [404]);
  }

  async embed(image: Uint8Array, adapterName: string | null): Promise<Embedding> {
    const headers: Record<string, string> = { 'Content-Type': contentTypeOf(image) };
    if (adapterName !== null) headers[adapterHeader] = adapterName;
    const init = { method: 'POST', headers, body: new Uint8Array(image) };
    const text = await this.#request('invocations', init);
    const answer = answerShape.parse(JSON.parse(text));
    const { backbone, adapter, feature } = answer;
    return { vector: answer.data[0].embedding, backbone, adapter, feature };
  }

  /** Ends the server and waits until it is gone. Nothing can be asked of this object afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.peakMemoryBytes();
    await this.#server?.stop();
    await this.#running?.catch(() => {});
    await this.#server?.stop();
  }

  async #start(): Promise<string> {
    // The memory of one that died still counts.
    this.peakMemoryBytes();
    const server = new EmbeddingProcess(this.#installation, this.#store, join(this.#folder, 'server.log'));
    this.#server = server;
    void server.ended.then(() => {
      if (this.#server === server) this.#running = undefined;
    });
    return server.ready;
  }

  /** The answer's text. Other statuses than 200 and `allowed` are errors. */
  async #request(path: string, init: RequestInit, allowed: readonly number[] = []): Promise<string> {
    const { status, text } = await this.#fetch(path, init);
    if ((status >= 200 && status < 300) || allowed.includes(status)) return text;
    if (status === 429 || status === 503) {
      throw new ServiceError(
        'EndpointBusy',
        `the embedding server has more to do than it can, ask again: ${reasonOf(text)}`,
      );
    }
    const log = status < 500 ? '' : await this.#logEnd();
    throw new ServiceError('EndpointFailed', `the embedding server answered ${status}: ${reasonOf(text)}${log}`);
  }

  /** Every request may be made twice, so one whose server died under it is made once more of a new server. */
  async #fetch(path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    for (let attempt = 1; ; attempt++) {
      const address = await this.url();
      const server = this.#server;
      try {
        const signal = AbortSignal.timeout(requestLimitMilliseconds);
        const response = await fetch(`${address}/${path}`, { ...init, signal });
        return { status: response.status, text: await response.text() };
      } catch (error) {
        const died = await server?.endsWithin(deathLimitMilliseconds);
        if (died === true && attempt === 1 && !this.#closed) continue;
        const message = `the embedding server does not answer.${await this.#logEnd()}`;
        throw new ServiceError('EndpointFailed', message, { cause: error });
      }
    }
  }

  async #logEnd(): Promise<string> {
    return ` Its log ends:\n${(await this.#server?.lastLog()) ?? ''}`;
  }
}

/** By the file's first bytes; the server refuses whatever is none of the three. */
function contentTypeOf(image: Uint8Array): string {
  const head = Buffer.from(image.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp';
  return 'application/octet-stream';
}

function reasonOf(text: string): string {
  try {
    const problem = problemShape.parse(JSON.parse(text));
    return `${problem.code}: ${problem.message}`;
  } catch {
    return text.slice(0, 500);
  }
}
