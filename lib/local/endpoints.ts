import { join } from 'node:path';
import { ServiceError } from '../domain/errors.ts';
import { type Content, failure, isOk, type Reply, requestsBy } from '../ports/embedding-server.ts';
import type { AdapterReference, Endpoints } from '../ports/endpoints.ts';
import { answers } from '../ports/warm-up.ts';
import { EmbeddingProcess } from './embedding-process.ts';
import type { Installation } from './installation.ts';

const requestLimitMilliseconds = 60_000;
/** A dying process closes its connections a moment before it is known to be dead. */
const deathLimitMilliseconds = 1_000;
const adapterHeader = 'X-Amzn-SageMaker-Adapter-Identifier';

/**
 * The embedding server of one machine, started by the first request and started again should it die. It finds adapters
 * in the store by their pointers, as a shared one does in the cloud, so that they answer after any restart.
 */
export class LocalEndpoints implements Endpoints {
  readonly embed: Endpoints['embed'];
  readonly ask: Endpoints['ask'];
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
    const { embed, ask } = requestsBy((content, adapterName) => this.#send(content, adapterName));
    this.embed = embed;
    this.ask = ask;
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
    return answers(this.embed, name);
  }

  async remove(adapterName: string): Promise<void> {
    // A server that isn't running has nothing in memory.
    if (this.#running === undefined) return;
    const reply = await this.#request(`adapters/${encodeURIComponent(adapterName)}`, { method: 'DELETE' });
    if (!isOk(reply) && reply.status !== 404) throw failure(reply);
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

  #send({ mediaType, body }: Content, adapterName: string | null): Promise<Reply> {
    const headers: Record<string, string> = { 'Content-Type': mediaType };
    if (adapterName !== null) headers[adapterHeader] = adapterName;
    const sent = typeof body === 'string' ? body : new Uint8Array(body);
    return this.#request('invocations', { method: 'POST', headers, body: sent });
  }

  /** Every request may be made twice, so one whose server died under it is made once more of a new server. */
  async #request(path: string, init: RequestInit): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const address = await this.url();
      const server = this.#server;
      try {
        const signal = AbortSignal.timeout(requestLimitMilliseconds);
        const response = await fetch(`${address}/${path}`, { ...init, signal });
        const { status } = response;
        const details = status < 500 ? '' : await this.#logEnd();
        return { from: 'The embedding server', status, text: await response.text(), details };
      } catch (error) {
        const died = await server?.endsWithin(deathLimitMilliseconds);
        if (died === true && attempt === 1 && !this.#closed) continue;
        const message = `The embedding server does not answer.${await this.#logEnd()}`;
        throw new ServiceError('EndpointFailed', message, { cause: error });
      }
    }
  }

  async #logEnd(): Promise<string> {
    return ` Its log ends:\n${(await this.#server?.lastLog()) ?? ''}`;
  }
}
