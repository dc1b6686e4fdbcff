import { create } from '../../functions/starter/handler.ts';
import { subjectKey, uploadUri } from '../../lib/domain/keys.ts';
import { handlerHome, now, run, testHome, upload } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const landed = (uri: string, bucket = run.bucket) => ({
  body: JSON.stringify({ detail: { bucket: { name: bucket }, object: { key: uri.slice(`s3://${bucket}/`.length) } } }),
});
const start = (...uris: string[]) => create(home.ports, testHome)({ Records: uris.map((uri) => landed(uri)) });

test('an upload makes one queued run and starts its execution with everything the workflow needs', async () => {
  await home.put(run.upload, upload());
  const { started } = await start(run.upload);
  expect(await home.record()).toMatchObject({
    status: 'queued',
    gsi1pk: 'T#acme#queued',
    gsi1sk: `RUN#${run.run}`,
    run: run.run,
    subject: 'mug-1',
    category: 'mug',
    preset: 'laptop',
    ...{ promote: 'better-or-unjudged', lend: false },
    upload: run.upload,
    createdAt: now,
  });
  const executions = home.history.executions();
  expect(executions).toMatchObject([{ name: `${upload().upload}-${run.run}`, input: { run } }]);
  expect(started).toEqual(executions.map(({ executionArn }) => executionArn));
});

test('delivered twice it is one record and one execution', async () => {
  await home.put(run.upload, upload());
  const first = await start(run.upload);
  const second = await start(run.upload, run.upload);
  expect(second.started).toEqual([...first.started, ...first.started]);
  expect(home.history.executions()).toHaveLength(1);
  expect(await home.ports.records.query('T#acme', 'RUN#')).toHaveLength(1);
});

test('a run that is further on keeps its state when its upload is delivered again', async () => {
  await home.put(run.upload, upload());
  await home.begin('training', { category: 'as it was' });
  await start(run.upload);
  expect(await home.record()).toMatchObject({ status: 'training', category: 'as it was' });
});

test('the same photos uploaded for a new run are a new execution', async () => {
  const second = '01J00000000000000000000001';
  await home.put(run.upload, upload());
  await start(run.upload);
  await home.put(run.upload, upload({ run: second }));
  await start(run.upload);
  expect(home.history.executions()).toHaveLength(2);
  expect(await home.ports.records.query('T#acme', 'RUN#')).toMatchObject([
    { run: run.run, status: 'queued' },
    { run: second, status: 'queued' },
  ]);
});

test('two uploads in one delivery are two runs', async () => {
  const other = { ...upload(), subject: 'cup-2', run: '01J00000000000000000000002' };
  const uri = uploadUri({ ...run, subject: 'cup-2' }, other.upload);
  await home.put(run.upload, upload());
  await home.put(uri, other);
  expect((await start(run.upload, uri)).started).toHaveLength(2);
});

describe('nothing is started', () => {
  afterEach(async () => {
    expect(home.history.executions()).toEqual([]);
    expect(await home.record()).toBeUndefined();
    expect(await home.ports.records.query('T#other', '')).toEqual([]);
  });

  test('for an upload.json that names another tenant than whose inbox it lies in', async () => {
    await home.put(run.upload, upload({ tenant: 'other' }));
    await expect(start(run.upload)).rejects.toMatchObject({ code: 'UploadInvalid' });
  });

  test('for one that names another upload than its folder', async () => {
    await home.put(run.upload, upload({ upload: 'b'.repeat(32) }));
    await expect(start(run.upload)).rejects.toMatchObject({ code: 'UploadInvalid' });
  });

  test('for one that is no upload', async () => {
    await home.put(run.upload, { version: 1 });
    await expect(start(run.upload)).rejects.toMatchObject({ code: 'UploadInvalid' });
  });

  test('for one that is gone: it was deleted since', async () => {
    expect(await start(run.upload)).toEqual({ started: [] });
  });

  test('for a subject that is being deleted', async () => {
    await home.put(run.upload, upload());
    await home.ports.records.create({ ...subjectKey(run), status: 'deleting' });
    expect(await start(run.upload)).toEqual({ started: [] });
  });

  test('for an event of another kind', async () => {
    await expect(create(home.ports, testHome)({ Records: [{ body: '{"detail":{}}' }] })).rejects.toThrow();
  });
});
