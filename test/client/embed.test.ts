import fc from 'fast-check';
import { createLikeness, type Image } from '../../clients/typescript/src/index.ts';
import { type Receiver, type Respond, startReceiver } from '../fixtures/receiver.ts';
import { startServer } from './server.ts';

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
}

/** An image whose content is its number, of about so many bytes. */
const image = (number: number, size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.max(8, size));
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  new DataView(bytes.buffer).setUint32(4, number);
  return bytes;
};
const numberIn = (uri: string): number => Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64').readUInt32BE(4);
const base64 = (values: readonly number[]): string => Buffer.from(Float32Array.from(values).buffer).toString('base64');

describe('vectors of an embedding endpoint', () => {
  let receiver: Receiver;
  afterEach(() => receiver.close());
  const asked = () => receiver.received.map(({ body }) => ({ bytes: body.length, ...(JSON.parse(body) as Asked) }));

  /** The vector of an image is its number and one more; the answers' order is the endpoint's own. */
  async function endpoint(adapterOf = (_request: number): string => 'a'.repeat(64)) {
    let requests = 0;
    const respond: Respond = (response, { body }) => {
      const adapter = adapterOf(requests);
      requests += 1;
      const { input } = JSON.parse(body) as Asked;
      const data = input.map((uri, index) => ({ index, embedding: base64([numberIn(uri), numberIn(uri) + 1]) }));
      const made = { object: 'list', model: `mug@${adapter.slice(0, 16)}`, backbone: 'b', adapter, feature: 'cls' };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ ...made, dimensions: 2, data: data.toReversed(), usage: { images: data.length } }));
    };
    receiver = await startReceiver(respond);
    return createLikeness({ baseUrl: `http://127.0.0.1:${receiver.port}`, token: 'x', retries: 0 });
  }

  test('are in the order of the images, in as many requests as it takes', async () => {
    const likeness = await endpoint();
    const sizes = fc.array(fc.oneof(fc.integer({ min: 8, max: 2_000 }), fc.constant(900_000)), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(sizes, async (of) => {
        receiver.received.length = 0;
        const images = of.map((size, index) => image(index, size));
        const forms: Image[] = images.map((bytes, index) => (index % 2 === 0 ? bytes : new Blob([bytes])));
        const { vectors } = await likeness.embed('mug', forms);
        expect(vectors.map((vector) => [...vector])).toEqual(of.map((_, index) => [index, index + 1]));
        for (const { input, bytes } of asked()) {
          expect(input.length).toBeLessThanOrEqual(32);
          expect(bytes).toBeLessThan(4_100_000);
        }
        // Neighbours that would have gone into one request did.
        expect(asked().length).toBeLessThanOrEqual(
          Math.max(1, 1 + of.length / 32 + of.filter((size) => size > 2_000).length / 3),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('are all by the adapter that answered first, whatever is promoted meanwhile', async () => {
    const likeness = await endpoint();
    const images = Array.from({ length: 70 }, (_, index) => image(index, 8));
    const { model, adapter, vectors } = await likeness.embed('mug', images);
    expect(asked().map((request) => request.model)).toEqual(['mug', model, model]);
    expect({ adapter, count: vectors.length }).toEqual({ adapter: 'a'.repeat(64), count: 70 });
  });

  test('of two adapters are refused', async () => {
    const likeness = await endpoint((request) => String(request).repeat(64));
    const images = Array.from({ length: 40 }, (_, index) => image(index, 8));
    await expect(likeness.embed('mug', images)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
  });

  test('are not asked for what is no image', async () => {
    const likeness = await endpoint();
    const text = new Blob(['not an image at all']);
    await expect(likeness.embed('mug', [image(1, 8), text])).rejects.toMatchObject({ code: 'PhotoNotAnImage' });
    expect(receiver.received).toHaveLength(0);
  });

  test('and nothing more is asked for once one request failed', async () => {
    let requests = 0;
    receiver = await startReceiver((response) => {
      requests += 1;
      response.writeHead(requests === 1 ? 200 : 403, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ model: 'mug@1', backbone: 'b', adapter: 'a', dimensions: 2, data: [] }));
    });
    const likeness = createLikeness({ baseUrl: `http://127.0.0.1:${receiver.port}`, token: 'x' });
    const images = Array.from({ length: 32 * 20 }, (_, index) => image(index, 8));
    await expect(likeness.embed('mug', images)).rejects.toMatchObject({ status: 403 });
    expect(receiver.received.length).toBeLessThanOrEqual(4);
  });
});

test('the service answers embeddings, matches and places by what serves the subject', async () => {
  const server = await startServer();
  try {
    await server.service.fill('acme');
    const likeness = await server.client();
    const photos = [image(1, 100), image(2, 100)];
    const { vectors, model, dimensions } = await likeness.embed('base', photos);
    expect({ model, dimensions, lengths: vectors.map(({ length }) => length) }).toEqual({
      ...{ model: 'base', dimensions: 32, lengths: [32, 32] },
    });
    const { vectors: again } = await likeness.embed('base', photos.toReversed());
    expect(again.toReversed()).toEqual(vectors);
    // No run of the subject has been promoted.
    await expect(likeness.match('mug-of-acme', photos)).rejects.toMatchObject({ code: 'OptionInvalid' });
    await expect(likeness.locate('mug-of-acme', image(1, 100))).rejects.toMatchObject({ code: 'OptionInvalid' });
  } finally {
    await server.close();
  }
});
