import { beginDeletion } from '../../functions/deletion/begin.ts';
import { create } from '../../functions/deletion/handler.ts';
import { readReceipt } from '../../functions/deletion/receipt.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import {
  galleryIndexUri,
  runKey,
  subjectInboxPrefix,
  subjectKey,
  subjectPrefix,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import { type DeletionHome, deletionHome } from '../fixtures/deletion-home.ts';
import { hex, type PlantedSubject, plantSubject, ulidOf } from '../fixtures/planted-subject.ts';

const late = 600;
let home: DeletionHome;
let going: PlantedSubject;
beforeEach(async () => {
  home = await deletionHome(late);
  going = await plantSubject(home, 'acme', 'abc123abc123');
});
afterEach(() => home.close());

const begin = (principal = 'user:ana') => beginDeletion(home.ports, home.home, going.of, principal);
/** Hands over the next message at its time, or sooner. */
async function step(ports = home.ports): Promise<{ done: boolean }> {
  const next = home.queue.shift();
  if (next === undefined) throw new Error('the queue is empty');
  home.time.now = Math.max(home.time.now, next.due);
  return create(ports, home.home)(next.message);
}
const left = async () => (await home.ports.objects.list(subjectPrefix(going.of))).length;
const status = async (deletion: string) => (await readReceipt(home.ports, 'acme', deletion))?.status;

test('what there is goes at once, and the deletion is done when nothing can come late any more', async () => {
  const { deletion, requestedAt, lastLookAt } = await begin();
  expect(Date.parse(lastLookAt) - Date.parse(requestedAt)).toBe(late * 1000);
  expect(await step()).toEqual({ done: false });
  expect([await left(), await status(deletion)]).toEqual([0, 'running']);
  expect(await home.ports.records.get(subjectKey(going.of))).toMatchObject({ status: 'deleting', lends: null });
  expect(home.queue).toEqual([{ message: { tenant: 'acme', deletion }, due: Date.parse(lastLookAt) }]);
  expect(await step()).toEqual({ done: true });
  expect(await status(deletion)).toBe('done');
  expect(await home.ports.records.get(subjectKey(going.of))).toBeUndefined();
});

test('what came late goes with the last look, and is listed', async () => {
  const { ports, put } = home;
  const { deletion } = await begin();
  await step();
  const [run = ''] = going.runs;
  const lateRun = ulidOf('late');
  const photo = await put(`${subjectInboxPrefix(going.of)}late/reference/00.jpg`, 'posted to an old form');
  const index = galleryIndexUri(going.of, hex('late', 64));
  await ports.objects.put(index, 'vectors of a search that was under way');
  const event = { type: 't', subject: `tenants/acme/runs/${run}`, data: { run } };
  await ports.records.create({
    pk: tenantPartition('acme'),
    sk: `DELIVERY#${ulidOf('hook')}#${ulidOf('late')}`,
    event,
  });
  await ports.records.create({
    ...runKey({ tenant: 'acme', run: lateRun }),
    run: lateRun,
    subject: going.of.subject,
    status: 'queued',
  });
  expect(await step()).toEqual({ done: true });
  expect([await ports.objects.head(photo), await ports.objects.head(index)]).toEqual([undefined, undefined]);
  expect((await ports.records.query(tenantPartition('acme'), '')).map(({ sk }) => sk)).toEqual([
    `DELETION#${deletion}`,
  ]);
  const receipt = await readReceipt(ports, 'acme', deletion);
  expect(receipt?.counts).toMatchObject({ photos: 5, vectors: 4, records: going.records.length + 2 });
});

test('runs are ended first, and nothing goes before they are over', async () => {
  await begin();
  const stopped: string[] = [];
  const executions = {
    ...home.ports.executions,
    stop: async (name: string) => void stopped.push(name),
    isOver: async (name: string) => !name.endsWith(going.runs[1] ?? ''),
  };
  const before = await left();
  expect(await step({ ...home.ports, executions })).toEqual({ done: false });
  expect(stopped).toHaveLength(1);
  expect(await home.ports.records.get(runKey({ tenant: 'acme', run: going.runs[1] ?? '' }))).toMatchObject({
    status: 'cancelled',
  });
  expect(await left()).toBe(before);
  await step();
  expect(await left()).toBe(0);
});

test('an adapter that the endpoint holds on to is asked for again, and can be loaded no more meanwhile', async () => {
  const { deletion } = await begin();
  const pointers = `${subjectPrefix(going.of)}adapters/`;
  const { endpoints } = home.ports;
  const busy = Object.assign(Object.create(endpoints), {
    remove: async () => {
      throw new ServiceError('EndpointBusy', 'an endpoint is being made');
    },
  });
  expect(await step({ ...home.ports, endpoints: busy })).toEqual({ done: false });
  expect(await home.ports.objects.list(pointers)).toEqual([]);
  expect(endpoints.deployed.has(going.adapter)).toBe(true);
  await home.work();
  expect(endpoints.deployed.has(going.adapter)).toBe(false);
  expect(await status(deletion)).toBe('done');
});

test('an adapter without a record is found by its pointer', async () => {
  await home.ports.records.delete(going.records.find(({ sk }) => sk.startsWith('ADAPTER#')) ?? { pk: '', sk: '' });
  await begin();
  await home.work();
  expect(home.ports.endpoints.deployed.size).toBe(0);
  expect(await home.ports.objects.list(`s3://${going.of.bucket}/tenants/acme/gallery/`)).toEqual([]);
});

test('a run that was accepting photos when it was asked for may still borrow, so the end waits for it', async () => {
  const { records } = home.ports;
  const run = ulidOf('borrowing');
  const key = runKey({ tenant: 'acme', run });
  await records.create({
    ...key,
    run,
    subject: 'another',
    status: 'validating',
    updatedAt: '2026-01-31T11:59:59.000Z',
  });
  const { deletion } = await begin();
  await step();
  home.time.now += 2 * late * 1000;
  expect(await step()).toEqual({ done: false });
  await records.update(key, { status: 'generating' });
  expect(await step()).toEqual({ done: true });
  expect(await status(deletion)).toBe('done');
});

test('asked for twice it is one deletion, and its message comes again', async () => {
  const [first, second] = await Promise.all([begin(), begin('user:bob')]);
  expect(second).toEqual(first);
  expect(home.queue).toHaveLength(2);
  await home.work();
  expect(await home.ports.records.query(tenantPartition('acme'), 'DELETION#')).toHaveLength(1);
  await expect(begin()).rejects.toMatchObject({ code: 'SubjectUnknown' });
});

test('a message that comes when all is done changes nothing', async () => {
  const { deletion } = await begin();
  await home.work();
  const receipt = await readReceipt(home.ports, 'acme', deletion);
  home.time.now += 1000;
  expect(await create(home.ports, home.home)({ tenant: 'acme', deletion })).toEqual({ done: true });
  expect(await readReceipt(home.ports, 'acme', deletion)).toEqual(receipt);
  expect(await create(home.ports, home.home)({ tenant: 'acme', deletion: ulidOf('none') })).toEqual({ done: true });
});
