import { create as createDeploy, type DeploymentState } from '../../functions/deploy/handler.ts';
import { create as createSmokeTest } from '../../functions/smoke-test/handler.ts';
import { acceptedUri, adapterName, adapterPointerUri, modelPrefix } from '../../lib/domain/keys.ts';
import type { AcceptedPhoto } from '../../lib/domain/upload.ts';
import type { AdapterReference, Embedding } from '../../lib/ports/endpoints.ts';
import { accepted, handlerHome, photo, run, testHome, upload } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const digest = 'd30c486995a80dc9'.padEnd(64, '0');
const adapter = { name: adapterName(run, digest), uri: modelPrefix(run, 'a1'.repeat(16)) };
const before = { calls: 0 };
const deploy = (deployment: Pick<DeploymentState, 'calls'> = before) =>
  createDeploy(home.ports, testHome)({ run, verdict: { adapter: { ...adapter, digest } }, deployment });

describe('deploy', () => {
  test('makes the adapter answer under its name, and the run goes on to deploying', async () => {
    await home.begin('evaluating');
    expect(await deploy()).toEqual({ adapter: adapter.name, ready: true, calls: 1 });
    expect([...home.ports.endpoints.deployed]).toEqual([[adapter.name, adapter.uri]]);
    expect(await home.record()).toMatchObject({ status: 'deploying' });
  });

  test('done twice is done once', async () => {
    await home.begin('evaluating');
    await deploy();
    expect(await deploy()).toEqual({ adapter: adapter.name, ready: true, calls: 1 });
    expect(home.ports.endpoints.deployed.size).toBe(1);
  });

  test('says where the adapter is before the endpoint is asked for it', async () => {
    const pointer = adapterPointerUri(run, digest);
    const { endpoints } = home.ports;
    let found: unknown;
    const looking = Object.assign(Object.create(endpoints) as typeof endpoints, {
      deploy: async (reference: AdapterReference) => {
        found = await home.read(pointer);
        return endpoints.deploy(reference);
      },
    });
    await createDeploy(
      { ...home.ports, endpoints: looking },
      testHome,
    )({
      run,
      verdict: { adapter: { ...adapter, digest } },
      deployment: before,
    });
    expect(found).toEqual({ version: 1, digest, uri: adapter.uri });
    expect(pointer).toBe('s3://likeness-test/tenants/acme/subjects/mug-1/adapters/d30c486995a80dc9.json');
  });

  test('says that it takes longer, counts, and does not write the pointer of a subject again that was deleted meanwhile', async () => {
    home.ports.endpoints.slow = 2;
    const first = await deploy();
    expect(first).toEqual({ adapter: adapter.name, ready: false, calls: 1 });
    await home.ports.objects.delete(adapterPointerUri(run, digest));
    const second = await deploy(first);
    expect(second).toEqual({ adapter: adapter.name, ready: false, calls: 2 });
    expect(await deploy(second)).toEqual({ adapter: adapter.name, ready: true, calls: 3 });
    expect(await home.ports.objects.head(adapterPointerUri(run, digest))).toBeUndefined();
  });

  test('gives up after an hour, with a name and a number', async () => {
    home.ports.endpoints.slow = 2;
    const last = { adapter: adapter.name, ready: false, calls: 118 };
    await expect(deploy({ ...last, calls: 119 })).rejects.toMatchObject({
      code: 'EndpointTimeout',
      message: expect.stringContaining(`${adapter.name} does not answer after 120 calls`),
    });
    await expect(deploy(last)).resolves.toMatchObject({ ready: false, calls: 119 });
    await expect(deploy({ ...last, calls: 119 })).resolves.toMatchObject({ ready: true });
  });
});

describe('the smoke test', () => {
  const photos = [photo('other', 0), photo('reference', 0), photo('reference', 1)];

  async function smokeTest(name: string | null, of: readonly AcceptedPhoto[] = photos) {
    for (const { uri, id } of of) await home.ports.objects.put(uri, id);
    const uri = await home.put(acceptedUri(run, upload().upload), accepted(of));
    return createSmokeTest(home.ports, testHome)({ run, accepted: { uri }, deployment: { adapter: name } });
  }

  const answering = (change: (right: Embedding) => Partial<Embedding>): void => {
    home.ports.endpoints.answer = (right) => ({ ...right, ...change(right) });
  };
  /** From the second answer on. */
  const later = (change: (right: Embedding) => Partial<Embedding>): void => {
    let asked = 0;
    answering((right) => {
      asked += 1;
      return asked > 1 ? change(right) : {};
    });
  };

  test('takes an adapter that answers for a reference photo', async () => {
    await deploy();
    expect(await smokeTest(adapter.name)).toEqual({ adapter: adapter.name, dimensions: 32, milliseconds: 0 });
  });

  test('takes the bare backbone where no adapter is to serve', async () => {
    expect(await smokeTest(null)).toMatchObject({ adapter: null, dimensions: 32 });
  });

  test.each<[string, (right: Embedding) => Partial<Embedding>, RegExp]>([
    ['twice as long as it should be', ({ vector }) => ({ vector: vector.map((x) => 2 * x) }), /has length (2|1\.99)/],
    ['empty', () => ({ vector: [] }), /has length 0, not 1/],
    ['of nought', ({ vector }) => ({ vector: vector.map(() => 0) }), /has length 0, not 1/],
    ['not of numbers', ({ vector }) => ({ vector: vector.map(() => Number.NaN) }), /has length NaN, not 1/],
    ['with one number missing', ({ vector }) => ({ vector: [Number.NaN, ...vector.slice(1)] }), /has length NaN/],
    ['without bounds', ({ vector }) => ({ vector: [Number.POSITIVE_INFINITY, ...vector.slice(1)] }), /Infinity/],
  ])('refuses a vector that is %s', async (_, change, words) => {
    await deploy();
    answering(change);
    await expect(smokeTest(adapter.name)).rejects.toMatchObject({
      code: 'SmokeTestFailed',
      fault: 'service',
      message: expect.stringMatching(words),
    });
  });

  test('takes a length that is 1 but for rounding', async () => {
    answering(({ vector }) => ({ vector: vector.map((x) => x * 1.0001) }));
    await expect(smokeTest(null)).resolves.toBeDefined();
  });

  test('takes a second answer that a batch of others rounded', async () => {
    later(({ vector }) => ({ vector: vector.map((x, index) => x * (1 + (index % 2 === 0 ? 3e-4 : -3e-4))) }));
    await expect(smokeTest(null)).resolves.toBeDefined();
  });

  test.each<[string, (right: Embedding) => Partial<Embedding>]>([
    ['a little more than rounding', ({ vector: [first = 0, ...rest] }) => ({ vector: [first + 0.01, ...rest] })],
    ['numbers that are none', ({ vector }) => ({ vector: vector.map(() => Number.NaN) })],
    ['another direction', ({ vector }) => ({ vector: vector.toReversed() })],
    ['a number more', ({ vector }) => ({ vector: [...vector, 0] })],
    ['a number less', ({ vector }) => ({ vector: vector.slice(0, -1) })],
  ])('refuses a second answer with %s', async (_, change) => {
    later(change);
    await expect(smokeTest(null)).rejects.toMatchObject({
      code: 'SmokeTestFailed',
      message: expect.stringContaining('two different vectors'),
    });
  });

  test.each<[string, string | null, string | null]>([
    ['the bare backbone where an adapter was meant', adapter.name, null],
    ['another adapter than the one meant', adapter.name, 'e'.repeat(64)],
    ['an adapter where the bare backbone was meant', null, 'd'.repeat(64)],
  ])('refuses answers of %s', async (_, meant, answered) => {
    await deploy();
    answering(() => ({ adapter: answered }));
    await expect(smokeTest(meant)).rejects.toMatchObject({
      code: 'SmokeTestFailed',
      message: expect.stringContaining(`answered with adapter ${answered}`),
    });
  });

  test('refuses a second answer of another adapter, though the vector be the same', async () => {
    await deploy();
    later(() => ({ adapter: null }));
    await expect(smokeTest(adapter.name)).rejects.toMatchObject({ code: 'SmokeTestFailed' });
  });

  test('refuses an adapter that is not there', async () => {
    await expect(smokeTest(adapter.name)).rejects.toMatchObject({ code: 'EndpointFailed' });
  });

  test('refuses a subject without a reference photo', async () => {
    await expect(smokeTest(null, [photo('other', 0)])).rejects.toMatchObject({
      code: 'SmokeTestFailed',
      message: expect.stringContaining('no reference photo'),
    });
  });
});
