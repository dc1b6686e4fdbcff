import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKey } from '../../lib/domain/keys.ts';
import { type LocalHome, openLocalHome } from '../../lib/local/home.ts';
import { installation } from '../../lib/local/installation.ts';
import { History } from '../../lib/local/workflow/history.ts';
import { run } from '../fixtures/handlers.ts';

let data: string;
let home: LocalHome;
const open = () => openLocalHome({ ...installation(), data });

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'likeness-home-'));
  home = await open();
  await home.ports.records.create({ ...runKey(run), status: 'queued' });
  await home.ports.executions.start('one', { run: { ...run } });
});
afterEach(async () => {
  await home.close();
  await rm(data, { recursive: true, force: true });
});

const record = () => home.ports.records.get(runKey(run));

test('a run that is stopped is cancelled, and stays so when the home is opened again', async () => {
  await home.ports.executions.stop('one');
  expect(home.engine.describe('one')).toMatchObject({ status: 'ABORTED' });
  const cancelled = await record();
  expect(cancelled).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) });
  await home.close();
  home = await open();
  expect(await record()).toEqual(cancelled);
});

test('a run whose process was killed as it ended is closed when the home is opened again', async () => {
  await home.close();
  const history = new History(join(data, 'workflow.sqlite'));
  const event = { execution: 'one', time: '2026-01-31T12:00:00.000Z', type: 'ExecutionTimedOut', path: '', detail: {} };
  history.finish(event, { status: 'TIMED_OUT' });
  history.close();
  home = await open();
  expect(await record()).toMatchObject({ status: 'failed', error: { code: 'WorkflowFailed' } });
});
