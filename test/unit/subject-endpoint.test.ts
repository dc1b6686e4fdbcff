import { create as createPromote } from '../../functions/promote/handler.ts';
import { create as createRollback } from '../../functions/rollback/handler.ts';
import { embedFor } from '../../functions/subject-endpoint.ts';
import { adapterName, endpointKey, modelPrefix } from '../../lib/domain/keys.ts';
import type { Outcome } from '../../lib/domain/verdict.ts';
import type { Records } from '../../lib/ports/records.ts';
import { handlerHome, run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const { tenant, subject } = run;
const [older, newer] = ['a', 'b'].map((digit) => adapterName(run, digit.repeat(64))) as [string, string];
const uri = modelPrefix(run, 'a1'.repeat(16));

async function promote(adapter: string | null, outcome: Outcome = 'better') {
  if (adapter !== null) await home.ports.endpoints.deploy({ name: adapter, uri });
  const verdict = { uri: 's3://b/v.json', outcome, promote: true, adapter: { name: newer, uri, digest: '' } };
  await createPromote(home.ports, testHome)({ run, verdict, deployment: { adapter } });
}
const rollBack = (records: Records = home.ports.records) =>
  createRollback({ ...home.ports, records }, testHome)({ tenant, subject });
const pointer = () => home.ports.records.get(endpointKey(run));

describe('rolling back', () => {
  test('goes back to the adapter before, and a second time forward again', async () => {
    await promote(older);
    await promote(newer);
    expect(await rollBack()).toEqual({ adapter: older, provisional: false });
    expect(await pointer()).toMatchObject({ adapter: older, previous: newer, version: 3, run: null });
    expect(await rollBack()).toEqual({ adapter: newer, provisional: false });
    expect(await pointer()).toMatchObject({ adapter: newer, previous: older, version: 4 });
  });

  test('keeps that an adapter was never judged', async () => {
    await promote(older, 'unjudged');
    await promote(newer);
    expect(await rollBack()).toEqual({ adapter: older, provisional: true });
    await rollBack();
    expect(await pointer()).toMatchObject({ adapter: newer, provisional: false, previousProvisional: true });
  });

  test("goes back to the base from a subject's first adapter", async () => {
    await promote(older);
    expect(await rollBack()).toEqual({ adapter: null, provisional: false });
    expect(await pointer()).toMatchObject({ adapter: null, previous: older, version: 2 });
  });

  test.each<[string, () => Promise<void>]>([
    ['has no endpoint yet', async () => {}],
    ['was always served by the base', () => promote(null, 'tie')],
  ])('is refused for a subject that %s', async (_, before) => {
    await before();
    await expect(rollBack()).rejects.toMatchObject({ code: 'OptionInvalid', fault: 'user' });
  });

  test.each<[string, string, () => unknown]>([
    ['that is gone', 'EndpointFailed', () => home.ports.endpoints.remove(older)],
    [
      'for which another answers',
      'SmokeTestFailed',
      () => (home.ports.endpoints.answer = (right) => ({ ...right, adapter: 'c'.repeat(64) })),
    ],
    ['while the endpoint wakes', 'EndpointBusy', () => (home.ports.endpoints.busy = 1)],
  ])('to an adapter %s leaves the endpoint as it is', async (_, code, change) => {
    await promote(older);
    await promote(newer);
    const before = await pointer();
    await change();
    await expect(rollBack()).rejects.toMatchObject({ code, fault: 'service' });
    expect(await pointer()).toEqual(before);
  });

  test('is told when somebody else changes the endpoint at the same moment', async () => {
    await promote(older);
    const { records } = home.ports;
    const overtaken: Records = {
      ...records,
      async get(key) {
        const item = await records.get(key);
        await promote(newer);
        return item;
      },
    };
    await expect(rollBack(overtaken)).rejects.toMatchObject({ code: 'RecordConflict' });
    expect(await pointer()).toMatchObject({ adapter: newer, version: 2 });
  });
});

describe("a subject's embedding", () => {
  const image = Buffer.from('image');
  const embed = () => embedFor(home.ports, { tenant, subject }, image);

  test("is the base's, and says so, where no adapter was promoted", async () => {
    const base = await home.ports.endpoints.embed(image, null);
    expect(await embed()).toEqual({ ...base, adapterName: null, provisional: false });
    await promote(null, 'worse');
    expect(await embed()).toEqual({ ...base, adapterName: null, provisional: false });
  });

  test('is that of the promoted adapter, and says whether it was ever judged', async () => {
    await promote(older, 'unjudged');
    const personalized = await home.ports.endpoints.embed(image, older);
    expect(await embed()).toEqual({ ...personalized, adapterName: older, provisional: true });
    await promote(older, 'better');
    expect(await embed()).toEqual({ ...personalized, adapterName: older, provisional: false });
  });

  test("is no other subject's", async () => {
    await promote(older);
    const other = await embedFor(home.ports, { tenant: 'other', subject }, image);
    expect(other).toMatchObject({ adapterName: null, adapter: null });
  });
});
