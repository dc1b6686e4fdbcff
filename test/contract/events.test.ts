import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { eventBridgeEvents } from '../../lib/aws/events.ts';
import type { CloudEvent } from '../../lib/domain/cloud-event.ts';
import { type LoggedEvent, sqliteEvents } from '../../lib/local/events.ts';
import { startLoopback } from './loopback.ts';

const clock = { now: () => '2026-01-02T03:04:05.678Z' };
const fact = {
  type: 'dev.likeness.run.succeeded',
  subject: 'tenants/t/runs/r',
  data: { outcome: 'better', cost: 0.5 },
};
const envelope = {
  specversion: '1.0',
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  source: 'dev.likeness',
  type: fact.type,
  subject: fact.subject,
  time: clock.now(),
  datacontenttype: 'application/json',
  data: fact.data,
};

describe('events: local', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-events-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('logs each event in its envelope, and keeps it when opened again', async () => {
    const events = sqliteEvents(join(folder, 'events.db'), clock);
    await events.publish(fact);
    await events.publish({ ...fact, type: 'dev.likeness.run.failed' });
    events.close();
    const reopened = sqliteEvents(join(folder, 'events.db'), clock);
    const all = reopened.since(0);
    expect(all.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(all[0]?.event).toEqual(envelope);
    expect(all[0]?.event.id).not.toBe(all[1]?.event.id);
    expect(reopened.since(1).map(({ event }) => event.type)).toEqual(['dev.likeness.run.failed']);
    reopened.close();
  });

  test('tells its listeners once the event is logged, until they leave', async () => {
    const events = sqliteEvents(join(folder, 'events.db'), clock);
    const heard: LoggedEvent[] = [];
    const leave = events.subscribe((logged) => {
      expect(events.since(logged.sequence - 1)).toEqual([logged]);
      heard.push(logged);
    });
    await events.publish(fact);
    leave();
    await events.publish(fact);
    expect(heard.map(({ sequence }) => sequence)).toEqual([1]);
    events.close();
  });
});

describe('events: EventBridge', () => {
  test('puts the envelope as the detail of an entry', async () => {
    const loopback = await startLoopback(() => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] } }));
    const client = new EventBridgeClient(loopback.client);
    await eventBridgeEvents(client, 'bus', clock).publish(fact);
    const { Entries } = JSON.parse(loopback.requests[0]?.body.toString() ?? '') as {
      Entries: [{ Detail: string; EventBusName: string; Source: string; DetailType: string }];
    };
    expect(Entries[0]).toMatchObject({ EventBusName: 'bus', Source: 'dev.likeness', DetailType: fact.type });
    expect(JSON.parse(Entries[0].Detail) as CloudEvent).toEqual(envelope);
    client.destroy();
    await loopback.stop();
  });

  test('fails when the bus refuses the entry inside a successful answer', async () => {
    const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    const loopback = await startLoopback(() => ({ body: { FailedEntryCount: 1, Entries: [refusal] } }));
    const client = new EventBridgeClient(loopback.client);
    await expect(eventBridgeEvents(client, 'bus', clock).publish(fact)).rejects.toMatchObject({
      code: 'Internal',
      message: expect.stringMatching(/run.succeeded.*ThrottlingException, slow down/),
    });
    client.destroy();
    await loopback.stop();
  });
});
