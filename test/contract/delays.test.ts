import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eachMessage, type QueuedMessage, sqsDelays } from '../../lib/aws/delays.ts';
import { serviceQueue } from '../../lib/aws/service.ts';
import type { Json } from '../../lib/domain/digest.ts';
import { type SqliteDelays, sqliteDelays } from '../../lib/local/delays.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import type { Delays } from '../../lib/ports/delays.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const message = (name: string): Json => ({ tenant: 'acme', name, list: [1, null, 'é', { deep: true }] });

/** What both homes must do alike. `received` has what came by then, `come` waits for so many. */
function delaysContract(delays: () => Delays, come: (count: number) => Promise<Json[]>): void {
  test('a message comes as it was given, a later one later', async () => {
    const before = Date.now();
    await delays().later(message('second'), 1);
    await delays().later(message('first'), 0);
    expect(await come(2)).toEqual([message('first'), message('second')]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(999);
  });

  test('a message may be for much later, and does not come now', async () => {
    await delays().later(message('tomorrow'), 24 * 3600);
    await delays().later(message('in parts of a second'), 0.2);
    expect(await come(1)).toEqual([message('in parts of a second')]);
  });
}

/** Collects what is handed over. */
function collector() {
  const got: Json[] = [];
  let arrived = (): void => undefined;
  return {
    async handle(one: Json): Promise<void> {
      got.push(one);
      arrived();
    },
    async come(count: number): Promise<Json[]> {
      while (got.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return got.splice(0);
    },
  };
}

const unexpected = (error: unknown): void => {
  throw error;
};

describe('delays contract: local', () => {
  let folder: string;
  const opened: SqliteDelays[] = [];
  const open = (name = 'contract'): SqliteDelays => {
    const delays = sqliteDelays(join(folder, `${name}.db`), systemClock);
    opened.push(delays);
    return delays;
  };
  const collected = collector();
  let shared: SqliteDelays;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-delays-'));
    shared = open();
    shared.start(collected.handle, unexpected);
  });
  afterAll(async () => {
    await shared.close();
    await rm(folder, { recursive: true, force: true });
  });

  delaysContract(() => shared, collected.come);

  test('a restart loses nothing, and the longest due comes first', async () => {
    const before = open('restart');
    for (const [name, seconds] of [
      ['c', 0.03],
      ['a', 0.01],
      ['b', 0.02],
    ] as const) {
      await before.later(message(name), seconds);
    }
    await before.close();
    const after = open('restart');
    await after.later(message('d'), 0.2);
    const { handle, come } = collector();
    after.start(handle, unexpected);
    expect(await come(4)).toEqual(['a', 'b', 'c', 'd'].map(message));
    await after.close();
  });

  test('what was being handled when it closed comes again; what was handled does not', async () => {
    const before = open('closed');
    const { handle, come } = collector();
    await before.later(message('handled'), 0);
    await before.later(message('stuck'), 0);
    before.start(async (one) => {
      await handle(one);
      if ((one as { name: string }).name === 'stuck') await new Promise(() => undefined);
    }, unexpected);
    expect(await come(2)).toEqual([message('handled'), message('stuck')]);
    await before.close();
    const after = open('closed');
    after.start(handle, unexpected);
    await after.later(message('last'), 0);
    expect(await come(2)).toEqual([message('stuck'), message('last')]);
    await after.close();
  });

  test('a few are handled at once, and no more', async () => {
    const delays = open('few');
    let running = 0;
    let most = 0;
    const { handle, come } = collector();
    for (let number = 0; number < 40; number += 1) await delays.later(number, 0);
    delays.start(async (one) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      await handle(one);
    }, unexpected);
    expect(await come(40)).toHaveLength(40);
    expect(most).toBe(8);
    await delays.close();
  });

  test('a message that failed is reported and comes again later, and holds up no other', async () => {
    let now = Date.parse('2026-01-02T03:04:05.678Z');
    const clock = { now: () => new Date(now).toISOString() };
    const path = join(folder, 'failed.db');
    const before = sqliteDelays(path, clock);
    const { handle, come } = collector();
    const reported: unknown[] = [];
    await before.later(message('bad'), 0);
    await before.later(message('good'), 0);
    before.start(
      async (one) => {
        if ((one as { name: string }).name === 'bad') throw new Error('no');
        await handle(one);
      },
      (error) => reported.push(error),
    );
    expect(await come(1)).toEqual([message('good')]);
    await before.close();
    expect(reported).toEqual([new Error('no')]);
    now += 29_000;
    const during = sqliteDelays(path, clock);
    during.start(handle, unexpected);
    await during.later(message('next'), 0);
    expect(await come(1)).toEqual([message('next')]);
    await during.close();
    now += 1_000;
    const after = sqliteDelays(path, clock);
    after.start(handle, unexpected);
    expect(await come(1)).toEqual([message('bad')]);
    await after.close();
  });
});

describeOnMoto('delays contract: SQS on moto', () => {
  const environment = { ...process.env };
  let moto: Moto;
  let sqs: SQSClient;
  let QueueUrl: string;
  let delays: Delays;

  beforeAll(async () => {
    moto = await startMoto();
    sqs = new SQSClient(moto.client);
    QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'deliveries' }))).QueueUrl ?? '';
    const { region, credentials } = moto.client;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    delays = serviceQueue({ LIKENESS_DELIVERIES_QUEUE: QueueUrl }, 'deliveries');
  });
  afterAll(async () => {
    process.env = environment;
    sqs?.destroy();
    await moto?.stop();
  });

  async function come(count: number): Promise<Json[]> {
    const got: Json[] = [];
    while (got.length < count) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        got.push(JSON.parse(Body) as Json);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    return got;
  }

  delaysContract(() => delays, come);

  test('no message waits longer than the queue can have it wait', async () => {
    await delays.later(message('for a day'), 24 * 3600);
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes } = await sqs.send(asked);
    expect(Number(Attributes?.ApproximateNumberOfMessagesDelayed)).toBeGreaterThan(0);
  });
});

test('a queue that the environment does not name is asked for by its variable', () => {
  expect(() => serviceQueue({}, 'deletions')).toThrow(/LIKENESS_DELETIONS_QUEUE/);
});

describe('a queue of SQS', () => {
  test('is asked for whole seconds from 0 to 900', async () => {
    const asked: QueuedMessage[] = [];
    const delays = sqsDelays(async (input) => asked.push(input), 'https://queue');
    for (const seconds of [-1, 0, 0.2, 899.1, 900, 901, 86_400]) await delays.later(1, seconds);
    expect(asked.map(({ DelaySeconds }) => DelaySeconds)).toEqual([0, 0, 1, 900, 900, 900, 900]);
  });

  test('hands each message over, and says which failed', async () => {
    const got: Json[] = [];
    const reported: unknown[] = [];
    const handler = eachMessage(
      async (one) => {
        if (one === 2) throw new Error('no');
        got.push(one);
      },
      (error) => reported.push(error),
    );
    const records = ['1', '2', '{', '3'].map((body, index) => ({ messageId: `m${index}`, body }));
    expect(await handler({ Records: records })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
    expect(got).toEqual([1, 3]);
    expect(reported).toHaveLength(2);
  });
});
