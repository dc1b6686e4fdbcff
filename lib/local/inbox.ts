import type { create as createStarter } from '../../functions/starter/handler.ts';
import type { ObjectStore } from '../ports/index.ts';

const uploadDocument = /^s3:\/\/[^/]+\/inbox\/[^/]+\/[^/]+\/[^/]+\/upload\.json$/;

interface InboxOptions {
  readonly bucket: string;
  readonly objects: ObjectStore;
  readonly starter: ReturnType<typeof createStarter>;
  /** Hears of an upload that could not be started, as for its contents. */
  readonly onFailed: (uri: string, error: unknown) => void;
}

/** Calls the starter for each `upload.json` that lands, in the shape of the cloud's queue, one after another. */
export class Inbox {
  readonly #options: InboxOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Whatever else lands in the store starts nothing. */
  landed(uri: string): void {
    if (!uploadDocument.test(uri)) return;
    this.#last = this.#last.then(() => this.#start(uri));
  }

  /** Looks for what landed while nobody listened: a start that was made already is not made again. */
  async scan(): Promise<void> {
    const { objects, bucket } = this.#options;
    for (const { uri } of await objects.list(`s3://${bucket}/inbox/`)) this.landed(uri);
    await this.settled();
  }

  /** Resolves once all that landed was looked at. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #start(uri: string): Promise<void> {
    const { bucket, starter, onFailed } = this.#options;
    const created = { detail: { bucket: { name: bucket }, object: { key: uri.slice(`s3://${bucket}/`.length) } } };
    try {
      await starter({ Records: [{ body: JSON.stringify(created) }] });
    } catch (error) {
      onFailed(uri, error);
    }
  }
}

/** A store that tells what is put into it, as S3 does. */
export function telling<Store extends ObjectStore>(objects: Store, onPut: (uri: string) => void): Store {
  const told: Pick<ObjectStore, 'put' | 'putIfAbsent'> = {
    async put(uri, body, contentType) {
      await objects.put(uri, body, contentType);
      onPut(uri);
    },
    async putIfAbsent(uri, body, contentType) {
      const placed = await objects.putIfAbsent(uri, body, contentType);
      if (placed) onPut(uri);
      return placed;
    },
  };
  return { ...objects, ...told };
}
