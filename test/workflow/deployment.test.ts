import { endpointKey, runKey } from '../../lib/domain/keys.ts';
import { uploadFolder } from '../../lib/local/upload-folder.ts';
import { testHome } from '../fixtures/handlers.ts';
import { photosOf, workflowHome } from '../fixtures/workflow-home.ts';

let home: Awaited<ReturnType<typeof workflowHome>>;
beforeEach(async () => {
  home = await workflowHome();
});
afterEach(() => home.closeAll());

async function personalize() {
  const { objects, records } = home.ports;
  const photos = await photosOf(home.root, 1);
  const asked = { photos, category: 'mug', preset: 'laptop', seed: 0, tenant: 'acme' };
  const { run } = await uploadFolder({ ...asked, objects, bucket: testHome.bucket });
  await records.create({ ...runKey(run), status: 'queued', run: run.run });
  home.engine.start(run.run, { run: { ...run } });
  const execution = await home.engine.run(run.run);
  const entered = home.engine.events(run.run).filter(({ type }) => type === 'StateEntered');
  const visits = (state: string) => entered.filter(({ path }) => path.startsWith(`/${state}#`)).length;
  return { run, execution, visits, record: await records.get(runKey(run)) };
}

test('an endpoint that takes its time is asked again until the adapter answers', async () => {
  home.ports.endpoints.slow = 3;
  const { run, execution, visits, record } = await personalize();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { deployment: { ready: true, calls: 4 } } });
  expect(['DeployAdapter', 'GoOnDeploying', 'SmokeTest'].map(visits)).toEqual([1, 3, 1]);
  expect(record).toMatchObject({ status: 'succeeded' });
  expect(await home.ports.records.get(endpointKey(run))).toMatchObject({
    adapter: expect.stringMatching(`^acme\\.${run.subject}@[0-9a-f]{16}$`),
  });
});

test('an endpoint that never gets there ends the run by name, and the subject stays with the base', async () => {
  home.ports.endpoints.slow = Number.POSITIVE_INFINITY;
  const { run, execution, visits, record } = await personalize();
  expect(execution).toMatchObject({ status: 'FAILED', error: 'EndpointTimeout' });
  expect(visits('GoOnDeploying')).toBe(119);
  expect(record).toMatchObject({ status: 'failed', error: { code: 'EndpointTimeout', fault: 'service' } });
  expect(await home.ports.records.get(endpointKey(run))).toBeUndefined();
});

test('an endpoint that wakes up meanwhile costs the smoke test another try, no more', async () => {
  home.ports.endpoints.busy = 2;
  const { execution, visits } = await personalize();
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(visits('SmokeTest')).toBe(1);
});
