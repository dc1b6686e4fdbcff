import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { runLimit, samples, start } from '../fixtures/command.ts';
import { type RunShown, startService } from '../fixtures/service.ts';

let data: string;
let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'likeness-up-'));
  service = await startService(data);
});
afterAll(async () => {
  service.up.child.kill('SIGINT');
  await service.up.ended;
  await rm(data, { recursive: true, force: true });
});

const photos = ['00', '01', '02'].map((name) => join(samples, 'sunrise-mug', 'reference', `${name}.jpg`));
const changes = { 'represent.steps': 4 };

test(
  'a run goes from photos to an endpoint that answers, though the service is killed in the midst of it',
  async () => {
    await service.read('POST', '/v1/subjects', { id: 'mug', category: 'mug' });
    const { upload } = await service.upload('mug', photos);
    const { id } = await service.read<RunShown>('POST', '/v1/subjects/mug/runs', { upload, changes });
    for await (const { stages } of service.events(id)) {
      if (stages.some(({ stage, status }) => stage === 'represent' && status === 'running')) break;
    }
    service.up.child.kill('SIGKILL');
    await service.up.ended;

    service = await startService(data);
    const shown: RunShown[] = [];
    for await (const run of service.events(id)) shown.push(run);
    expect(shown.at(-1)).toMatchObject({ status: 'succeeded', finishedAt: expect.any(String) });
    const stages = shown.at(-1)?.stages.map(({ stage, status }) => [stage, status]);
    expect(stages).toEqual([
      ['compose', 'succeeded'],
      ['represent', 'succeeded'],
    ]);
    const { data: runs } = await service.read<{ data: RunShown[] }>('GET', '/v1/runs');
    expect(runs.map((run) => run.id)).toEqual([id]);
    const { endpoint } = await service.read<{ endpoint: { adapter: string } }>('GET', '/v1/subjects/mug');
    expect(endpoint.adapter).toMatch(/^acme\.mug@/);
  },
  runLimit,
);

test(
  'an upload.json that is posted by its form starts the run that it names, once, and cancelling ends it',
  async () => {
    await service.read('POST', '/v1/subjects', { id: 'pot', category: 'teapot' });
    const { upload, files, document } = await service.upload('pot', photos);
    const run = ulid();
    const text = JSON.stringify({
      ...{ version: 1, tenant: 'acme', subject: 'pot', upload, run, category: 'teapot', preset: 'laptop', seed: 0 },
      files: files.map(({ key, name }) => ({ key, name, role: 'reference' })),
    });
    await service.post(document, new Blob([text]));
    await service.post(document, new Blob([text]));
    for await (const { status } of service.events(run)) if (status !== 'queued') break;
    const cancelled = await service.read<RunShown>('POST', `/v1/runs/${run}/cancel`);
    expect(cancelled.status).toBe('cancelled');
    const { data: runs } = await service.read<{ data: RunShown[] }>('GET', '/v1/runs?subject=pot');
    expect(runs.map(({ id, status }) => [id, status])).toEqual([[run, 'cancelled']]);
    type Plan = { quota: { runsAtOnce: { used: number } } };
    const again = await service.upload('pot', photos);
    const asked = { upload: again.upload, dryRun: true };
    expect((await service.read<Plan>('POST', '/v1/subjects/pot/runs', asked)).quota.runsAtOnce.used).toBe(0);
  },
  runLimit,
);

test('a port that is taken is told of, and nothing else is started', async () => {
  const other = await mkdtemp(join(tmpdir(), 'likeness-up-'));
  const port = new URL(service.url).port;
  const { status, stderr } = await start(['up', '--port', port, '--data', other], {
    program: join(import.meta.dirname, '..', '..', 'bin', 'likeness.ts'),
  }).ended;
  expect(status).toBe(2);
  expect(stderr).toContain(`The port ${port} is taken by something else.`);
  await rm(other, { recursive: true, force: true });
});
