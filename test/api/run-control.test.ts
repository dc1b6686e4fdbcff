import { cancelRun, retryRun } from '../../functions/api/run-control.ts';
import { create as createPrepare } from '../../functions/prepare/handler.ts';
import { advance } from '../../functions/run-record.ts';
import { stagesOf } from '../../functions/stage-record.ts';
import { acceptedUri, planUri, runKey, subjectKey } from '../../lib/domain/keys.ts';
import { stageSummary } from '../../lib/domain/stages.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { upload } from '../fixtures/handlers.ts';
import { meteredRun } from '../fixtures/metered-run.ts';
import { problem } from './problems.ts';
import { running } from './running.ts';
import { openTestService, type TestService } from './service.ts';
import { admin, counted, landed, member, ownDocument, starterOf, uploaded } from './uploaded.ts';

let service: TestService;
let run: Awaited<ReturnType<typeof running>>;
beforeEach(async () => {
  service = await openTestService();
  run = await running(service);
  await starterOf(service)(landed(run.photos.uri));
});
afterEach(() => service.close());

const ask = (what: string, id = run.id): Promise<Response> => service.ask(member, 'POST', `/v1/runs/${id}/${what}`);

async function recordOf(id: string): Promise<RecordItem> {
  const item = await service.ports.records.get(runKey({ tenant: 'acme', run: id }));
  if (item === undefined) throw new Error(`there is no run ${id}`);
  return item;
}

const executions = () => service.history.executions().map(({ name, status }) => [name.split('-')[1], status]);

describe('a run that is cancelled', () => {
  test('says so, is stopped, is told of and counts no more', async () => {
    await run.to('generating');
    const response = await ask('cancel');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: run.id, status: 'cancelled', finishedAt: service.clock.now() });
    expect(executions()).toEqual([[run.id, 'ABORTED']]);
    expect(service.published()).toMatchObject([
      {
        type: 'dev.likeness.run.cancelled',
        subject: `tenants/acme/runs/${run.id}`,
        data: { run: run.id, subject: 'mug-1' },
      },
    ]);
    expect(await counted(service)).toMatchObject({ active: 0 });
  });

  test('is cancelled again with the same answer, and is told of once', async () => {
    const first = await (await ask('cancel')).json();
    service.clock.at += 5000;
    const again = await ask('cancel');
    expect([again.status, await again.json()]).toEqual([200, first]);
    expect(service.published()).toHaveLength(1);
  });

  test('closes its stages at what they have cost', async () => {
    const meter = {
      since: service.clock.now(),
      usdMicrosPerHour: 3_600_000,
      maximumSeconds: 100,
      maximumUsdMicros: 100_000,
    };
    await run.stage('compose', { status: 'running', job: 'job-1', meter });
    service.clock.at += 7000;
    expect(await (await ask('cancel')).json()).toMatchObject({ cost: { spent: 7000 } });
    expect(await counted(service)).toMatchObject({ active: 0, spending: 7000 });
    const { stages } = (await (await service.ask(member, 'GET', `/v1/runs/${run.id}`)).json()) as { stages: object[] };
    expect(stages).toMatchObject([{ stage: 'compose', status: 'failed', seconds: 7 }]);
  });

  test.each(['succeeded', 'kept-base', 'failed'] as const)('can not have %s before', async (status) => {
    await run.to(status);
    expect(await problem(ask('cancel'))).toMatchObject({ status: 409, code: 'RunOver' });
    expect(service.published()).toEqual([]);
  });

  test('while it ends is one or the other, and the answer says which', async () => {
    for (let at = 0; at < 10; at += 1) {
      const other = await running(service);
      const [answer] = await Promise.all([ask('cancel', other.id), other.to('succeeded')]);
      const { status } = await recordOf(other.id);
      expect([answer.status, status]).toEqual(answer.status === 200 ? [200, 'cancelled'] : [409, 'succeeded']);
      await ask('cancel', other.id);
    }
    expect(await counted(service)).toMatchObject({ active: 1 });
  });
});

describe('a run that is tried again', () => {
  test('is a new run of the same photos and settings, which names the old one', async () => {
    const before = await recordOf(run.id);
    await run.to('failed');
    const response = await ask('retry');
    const again = (await response.json()) as { id: string };
    expect([response.status, response.headers.get('Location')]).toEqual([202, `/v1/runs/${again.id}`]);
    expect(again).toMatchObject({ status: 'queued', retryOf: run.id, subject: 'mug-1', preset: 'laptop' });
    expect(executions()).toEqual([
      [run.id, 'RUNNING'],
      [again.id, 'RUNNING'],
    ]);
    const { seed, estimate, category } = await recordOf(again.id);
    expect({ seed, estimate, category }).toEqual({
      seed: before.seed,
      estimate: before.estimate,
      category: before.category,
    });
    expect(await counted(service)).toMatchObject({ active: 1 });
  });

  test('asked for twice at once is one run; once that is over it is another', async () => {
    await run.to('failed');
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('retry')));
    const ids = new Set<string>();
    for (const answer of answers) ids.add(((await answer.json()) as { id: string }).id);
    expect(ids.size).toBe(1);
    const [again = ''] = ids;
    await ask('cancel', again);
    const third = (await (await ask('retry')).json()) as { id: string };
    expect([...ids, run.id]).not.toContain(third.id);
    // And what was tried again may itself be.
    await ask('cancel', third.id);
    expect(await (await ask('retry', third.id)).json()).toMatchObject({ retryOf: third.id });
  });

  test('must be over', async () => {
    expect(await problem(ask('retry'))).toMatchObject({ status: 409, code: 'RunNotOver' });
  });

  test('takes its place among the runs at once as any other', async () => {
    await run.to('failed');
    await running(service);
    await running(service);
    expect(await problem(ask('retry'))).toMatchObject({ status: 429, code: 'RateExceeded' });
  });

  test('that a quota refused at first is counted with what it may come to', async () => {
    await service.ask(admin, 'PATCH', '/v1/quotas', { json: { runsAtOnce: 1 } });
    const photos = await uploaded(service);
    const document = ownDocument(photos);
    await service.ports.objects.put(photos.uri, JSON.stringify(document));
    await starterOf(service)(landed(photos.uri));
    await ask('cancel');
    const again = (await (await ask('retry', document.run)).json()) as { id: string };
    const { estimate } = await recordOf(again.id);
    expect(estimate).toBeGreaterThan(0);
    expect(await counted(service)).toMatchObject({ active: 1, spending: estimate });
  });

  test('needs its photos', async () => {
    await run.to('failed');
    await service.ports.objects.delete(run.photos.uri);
    expect(await problem(ask('retry'))).toMatchObject({ status: 404, code: 'UploadUnknown' });
  });

  test('whose subject is gone is refused', async () => {
    await run.to('failed');
    await service.ports.records.update(subjectKey(run.reference), { status: 'deleting' });
    expect(await problem(ask('retry'))).toMatchObject({ status: 404, code: 'RunUnknown' });
  });
});

test('a run that is tried again finds the jobs that the old one finished, though the inbox is empty by then', async () => {
  const old = await meteredRun();
  try {
    const { records, objects } = old.ports;
    const facts = { subject: old.run.subject, upload: old.run.upload, category: 'mug', preset: 'laptop-dreambooth' };
    await records.update(runKey(old.run), facts);
    await records.create({ ...subjectKey(old.run), status: 'active', category: 'mug' });
    await objects.put(old.run.upload, JSON.stringify(upload({ preset: 'laptop-dreambooth' })));
    for (const stage of ['priors', 'generate'] as const) {
      const job = await old.prepare(stage);
      await old.settle(job, await old.completed(job, { BillableTimeInSeconds: 60 }));
    }
    await old.prepare('compose');
    await cancelRun({ ...old.ports }, old.home, 'acme', old.run.run);
    const again = { ...old.run, run: await retryRun(old.ports, old.home, 'acme', old.run.run, 'user:ann') };

    // The workflow calls the same for each stage of the new run.
    const accepted = { uri: acceptedUri(old.run, upload().upload) };
    await objects.copy(planUri(old.run), planUri(again));
    const prepare = createPrepare(old.ports, old.home);
    for (const stage of ['priors', 'generate', 'compose'] as const) {
      await prepare({ stage, run: again, accepted, plan: { uri: planUri(again) }, synthesis: {} });
    }
    const stages = (await stagesOf(records, again)).map(stageSummary);
    expect(stages.map(({ stage, status, usdMicros }) => [stage, status, usdMicros])).toEqual([
      ['priors', 'reused', 0],
      ['generate', 'reused', 0],
      ['compose', 'running', 0],
    ]);
    await advance(old.ports, again, 'cancelled');
    expect(await records.get(runKey(again))).toMatchObject({ retryOf: old.run.run, spent: 0 });
  } finally {
    old.close();
  }
});
