import { Refusal } from './refusals.ts';

/** The bytes of a request. */
export interface RequestBody {
  /**
   * What comes, as it comes.
   * @throws Refusal `RequestTimeout` where the client sends nothing for too long, `IncompleteBody` where it is gone
   */
  chunks(): AsyncIterable<Uint8Array>;
  /** Reads on for a while and keeps nothing: many clients read no answer before they have sent everything. */
  discard(): Promise<void>;
}

/** What is still read of a request that is refused, in bytes: most photos. */
const mostDiscarded = 16 * 1024 ** 2;

/** The stream is never cancelled: that could end the connection before the answer. */
export function requestBody(stream: ReadableStream<Uint8Array>, stallSeconds: number): RequestBody {
  const reader = stream.getReader();
  let over = false;

  /** The next chunk; undefined at the end, and from then on. */
  async function next(): Promise<Uint8Array | undefined> {
    if (over) return undefined;
    over = true;
    const { value } = await inTime(reader.read().catch(incomplete), stallSeconds);
    over = value === undefined;
    return value;
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
  }

  return {
    chunks,

    async discard() {
      let discarded = 0;
      try {
        for await (const chunk of chunks()) {
          discarded += chunk.byteLength;
          if (discarded > mostDiscarded) return;
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error; // What the request is answered with is known already.
      }
    },
  };
}

async function inTime<Read>(read: Promise<Read>, seconds: number): Promise<Read> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    const refuse = () => reject(new Refusal('RequestTimeout', `Nothing was sent for ${seconds} seconds.`));
    timer = setTimeout(refuse, seconds * 1000);
  });
  try {
    return await Promise.race([read, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

function incomplete(): never {
  throw new Refusal('IncompleteBody', 'The connection ended before the body did.');
}
