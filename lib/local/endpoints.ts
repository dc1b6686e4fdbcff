import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../domain/errors.ts';
import type { AdapterReference, Embedding, Endpoints } from '../ports/endpoints.ts';
import { writeFailure } from './disk.ts';
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
const deployedShape = z.record(z.string(), z.string());

/** What an object store on files adds: the folder of an address. */
interface FolderStore {
  pathOf(uri: string): string;
}

/**
 * The embedding server of one machine, started by the first request and started again should it die. Which adapters are
 * deployed is kept in a file of `folder`, so that they answer after a restart of this process too.
 */
export class LocalEndpoints implements Endpoints {
  readonly #installation: Installation;
  readonly #objects: FolderStore;
  readonly #folder: string;
  #server: EmbeddingProcess | undefined;
  #running: Promise<string> | undefined;
  #deployed: Map<string, string> | undefined;
  #saved: Promise<void> = Promise.resolve();
  #peakMemoryBytes: number | undefined;
  #closed = false;

  /** `folder` holds the server's log and the list of adapters; no other process may use it meanwhile. */
  constructor(installation: Installation, objects: FolderStore, folder: string) {
    this.#installation = installation;
    this.#objects = objects;
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

  async deploy(adapter: AdapterReference): Promise<void> {
    await this.#load(() => this.url(), adapter.name, adapter.uri);
    const deployed = await this.#readDeployed();
    deployed.set(adapter.name, adapter.uri);
    await this.#saveDeployed();
  }

  async remove(adapterName: string): Promise<void> {
    const deployed = await this.#readDeployed();
    deployed.delete(adapterName);
    await this.#saveDeployed();
    // A server that isn't running would start without it.
    if (this.#running === undefined) return;
    await this.#request(() => this.url(), `adapters/${encodeURIComponent(adapterName)}`, { method: 'DELETE' }, [404]);
  }

  async embed(image: Uint8Array, adapterName: string | null): Promise<Embedding> {
    const headers: Record<string, string> = { 'Content-Type': contentTypeOf(image) };
    if (adapterName !== null) headers[adapterHeader] = adapterName;
    const init = { method: 'POST', headers, body: new Uint8Array(image) };
    const text = await this.#request(() => this.url(), 'invocations', init);
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
    await this.#saved;
  }

  async #start(): Promise<string> {
    // The memory of one that died still counts.
    this.peakMemoryBytes();
    const server = new EmbeddingProcess(this.#installation, join(this.#folder, 'server.log'));
    this.#server = server;
    void server.ended.then(() => {
      if (this.#server === server) this.#running = undefined;
    });
    const url = await server.ready;
    for (const [name, uri] of await this.#readDeployed()) {
      // One adapter that no longer loads must not keep the others, and the bare backbone, from answering.
      await this.#load(async () => url, name, uri).catch((error: unknown) => {
        if (!(error instanceof ServiceError)) throw error;
        process.emitWarning(`${name} can't be deployed again: ${error.message}`);
      });
    }
    return url;
  }

  async #load(url: () => Promise<string>, name: string, uri: string): Promise<void> {
    const body = JSON.stringify({ name, src: this.#objects.pathOf(uri) });
    const headers = { 'Content-Type': 'application/json' };
    await this.#request(url, 'adapters', { method: 'POST', headers, body });
  }

  /** The answer's text. Other statuses than 200 and `allowed` are errors. */
  async #request(
    url: () => Promise<string>,
    path: string,
    init: RequestInit,
    allowed: readonly number[] = [],
  ): Promise<string> {
    const { status, text } = await this.#fetch(url, path, init);
    if ((status >= 200 && status < 300) || allowed.includes(status)) return text;
    const log = status < 500 ? '' : await this.#logEnd();
    throw new ServiceError('EndpointFailed', `the embedding server answered ${status}: ${reasonOf(text)}${log}`);
  }

  /** Every request may be made twice, so one whose server died under it is made once more of a new server. */
  async #fetch(url: () => Promise<string>, path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    for (let attempt = 1; ; attempt++) {
      const address = await url();
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

  async #readDeployed(): Promise<Map<string, string>> {
    if (this.#deployed !== undefined) return this.#deployed;
    const text = await readFile(join(this.#folder, 'adapters.json'), 'utf8').catch(() => '{}');
    this.#deployed ??= new Map(Object.entries(deployedShape.parse(JSON.parse(text))));
    return this.#deployed;
  }

  /** Writes one after the other, each whole or not at all. */
  #saveDeployed(): Promise<void> {
    const save = async (): Promise<void> => {
      const file = join(this.#folder, 'adapters.json');
      try {
        await mkdir(this.#folder, { recursive: true });
        await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(await this.#readDeployed()), null, 2));
        await rename(`${file}.new`, file);
      } catch (error) {
        throw writeFailure(error, this.#folder);
      }
    };
    const saved = this.#saved.then(save);
    this.#saved = saved.catch(() => {});
    return saved;
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
