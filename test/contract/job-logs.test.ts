import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { cloudWatchJobLogs } from '../../lib/aws/job-logs.ts';
import { localJobLogs, logLine } from '../../lib/local/training/log.ts';
import { type JobLogs, type LogLine, logPageLimits } from '../../lib/ports/job-logs.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

interface Tested {
  readonly logs: Pick<JobLogs, 'read'>;
  /** Has a job write these lines, which it may have done before. */
  write(job: string, lines: readonly LogLine[]): Promise<void>;
}

/** CloudWatch takes no events that are older than two weeks. */
const began = Date.now() - 3600_000;
const line = (at: number, text: string): LogLine => ({ time: new Date(began + at).toISOString(), text });

/** All pages from a place on, until one is empty. */
async function pagesOf(logs: Pick<JobLogs, 'read'>, job: string, after?: string) {
  const pages: (readonly LogLine[])[] = [];
  for (let next = after; ; ) {
    const page = await logs.read(job, next);
    next = page.next;
    if (page.lines.length === 0) return { pages, lines: pages.flat(), next };
    pages.push(page.lines);
  }
}

function jobLogCases(tested: () => Tested): void {
  test.each(['nobody-1', '../up', 'a*:b', ''])('a job that nobody knows (%j) has no lines', async (job) => {
    const { lines, next } = await tested().logs.read(job);
    expect(lines).toEqual([]);
    expect((await tested().logs.read(job, next)).lines).toEqual([]);
  });

  test('lines come with their times in the order in which they were written, and each once', async () => {
    const { logs, write } = tested();
    const [first, second] = [
      [line(0, 'Starting'), line(1, 'train step 1/2 loss 0.5'), line(1, 'of the same moment')],
      [line(2, 'é, 日本 and 🦊'), line(3, '  indented')],
    ];
    await write('job-1', first);
    await write('job-10', [line(0, 'of another job')]);
    const { lines, next } = await pagesOf(logs, 'job-1');
    expect(lines).toEqual(first);
    expect((await logs.read('job-1', next)).lines).toEqual([]);
    await write('job-1', second);
    const more = await pagesOf(logs, 'job-1', next);
    expect(more.lines).toEqual(second);
    expect((await pagesOf(logs, 'job-1', '')).lines).toEqual([...first, ...second]);
    expect((await logs.read('job-1', more.next)).lines).toEqual([]);
  });

  test('a page has at most 1,000 lines', async () => {
    const { logs, write } = tested();
    const lines = Array.from({ length: 2500 }, (_, at) => line(at, `line ${at}`));
    await write('many-1', lines);
    const found = await pagesOf(logs, 'many-1');
    expect(found.lines).toEqual(lines);
    expect(Math.max(...found.pages.map(({ length }) => length))).toBe(logPageLimits.lines);
  });

  test('a page has at most 256 KB, and a line even if that is much of it', async () => {
    const { logs, write } = tested();
    const lines = Array.from({ length: 12 }, (_, at) =>
      line(at, `${at} ${'é'.repeat(at % 3 === 0 ? 90_000 : 20_000)}`),
    );
    for (const one of lines) await write('large-1', [one]);
    const found = await pagesOf(logs, 'large-1');
    expect(found.lines).toEqual(lines);
    for (const page of found.pages) {
      const bytes = page.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      expect(bytes).toBeLessThanOrEqual(logPageLimits.bytes);
    }
  });

  test.each(['-1', 'x', '1e3', 'W10', 'bnVsbA', 'WyJvdGhlci0xL2FsZ28tMS0xIixudWxsLDBd'])(
    'a place that no page named (%s) is refused',
    async (after) => {
      await tested().write('placed-1', [line(0, 'one')]);
      await expect(tested().logs.read('placed-1', after)).rejects.toMatchObject({ code: 'OptionInvalid' });
    },
  );
}

describe('job logs contract: local', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-logs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const fileOf = async (job: string): Promise<string> => {
    await mkdir(join(folder, job), { recursive: true });
    return join(folder, job, 'log.txt');
  };
  jobLogCases(() => ({
    logs: localJobLogs(folder),
    write: async (job, lines) =>
      appendFile(await fileOf(job), lines.map(({ time, text }) => logLine(time, text)).join('')),
  }));

  test('a line is read once it is whole', async () => {
    const logs = localJobLogs(folder);
    await writeFile(await fileOf('half-1'), logLine(line(0, '').time, 'whole') + line(1, '').time);
    const { lines, next } = await logs.read('half-1');
    expect(lines).toEqual([line(0, 'whole')]);
    await appendFile(await fileOf('half-1'), ' half\n');
    expect((await logs.read('half-1', next)).lines).toEqual([line(1, 'half')]);
  });

  test('lines without a time, as they were kept before, have that of the job', async () => {
    const createdAt = Date.parse('2026-01-31T12:00:00.000Z');
    await writeFile(await fileOf('old-1'), `Starting\n${'x'.repeat(300_000)}\n`);
    await writeFile(join(folder, 'old-1', 'job.json'), JSON.stringify({ createdAt }));
    const { pages, lines } = await pagesOf(localJobLogs(folder), 'old-1');
    expect(lines[0]).toEqual({ time: '2026-01-31T12:00:00.000Z', text: 'Starting' });
    expect(pages).toHaveLength(3);
    expect(lines.map(({ text }) => text).join('')).toHaveLength('Starting'.length + 300_000);
  });
});

describeOnMoto('job logs contract: CloudWatch Logs on moto', () => {
  const logGroupName = '/aws/sagemaker/TrainingJobs';
  let moto: Moto;
  let client: CloudWatchLogsClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new CloudWatchLogsClient(moto.client);
    expect(await cloudWatchJobLogs(client).read('early-1')).toEqual({ lines: [], next: '' });
    await client.send(new CreateLogGroupCommand({ logGroupName }));
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  const streams = new Set<string>();
  const write = async (job: string, lines: readonly LogLine[], machine = 1700000000): Promise<void> => {
    const logStreamName = `${job}/algo-1-${machine}`;
    if (!streams.has(logStreamName)) await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    streams.add(logStreamName);
    const logEvents = lines.map(({ time, text }) => ({ timestamp: Date.parse(time), message: text }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  };
  jobLogCases(() => ({ logs: cloudWatchJobLogs(client), write }));

  test('a job that went on on another machine has the lines of both', async () => {
    const logs = cloudWatchJobLogs(client);
    await write('moved-1', [line(0, 'one')]);
    const { next } = await pagesOf(logs, 'moved-1');
    await write('moved-1', [line(1, 'two')], 1700000500);
    expect((await pagesOf(logs, 'moved-1', next)).lines).toEqual([line(1, 'two')]);
    expect((await pagesOf(logs, 'moved-1')).lines).toEqual([line(0, 'one'), line(1, 'two')]);
  });
});

describe('job logs on CloudWatch Logs', () => {
  let loopback: Loopback | undefined;
  let client: CloudWatchLogsClient;
  /** What the service answers to GetLogEvents, one after another. */
  let answers: { readonly status?: number; readonly body: object; readonly headers?: Record<string, string> }[];
  beforeEach(async () => {
    loopback = await startLoopback(({ headers }) =>
      headers['x-amz-target'] === 'Logs_20140328.DescribeLogStreams'
        ? { body: { logStreams: [{ logStreamName: 'job-1/algo-1-1' }] } }
        : (answers.shift() ?? { body: { events: [], nextForwardToken: 'end' } }),
    );
    client = new CloudWatchLogsClient(loopback.client);
  });
  afterEach(async () => {
    client.destroy();
    await loopback?.stop();
  });
  const read = (after?: string) => cloudWatchJobLogs(client).read('job-1', after);
  const empty = (token: string) => ({ body: { events: [], nextForwardToken: token } });

  test('are read past empty pages that are not the last', async () => {
    answers = [empty('a'), empty('b'), { body: { events: [{ timestamp: 0, message: 'x\n' }], nextForwardToken: 'c' } }];
    expect((await read()).lines).toEqual([{ time: '1970-01-01T00:00:00.000Z', text: 'x' }]);
  });

  test('leave it to the next call where too many pages are empty', async () => {
    answers = Array.from({ length: 15 }, (_, at) => empty(`t${at}`));
    answers.push({ body: { events: [{ timestamp: 0, message: 'x' }], nextForwardToken: 'c' } });
    const { lines, next } = await read();
    expect(lines).toEqual([]);
    expect((await read(next)).lines).toHaveLength(1);
  });

  test('a line larger than a page is a page', async () => {
    const events = [1, 2].map((at) => ({ timestamp: at, message: 'x'.repeat(300_000) }));
    answers = [1, 2].map(() => ({ body: { events, nextForwardToken: 'a' } }));
    const { lines, next } = await read();
    expect(lines).toHaveLength(1);
    expect((await read(next)).lines).toHaveLength(1);
  });

  test('are not read on from a place that CloudWatch has forgotten', async () => {
    answers = [{ body: { events: [{ timestamp: 0, message: 'x' }], nextForwardToken: 'old' } }];
    const { next } = await read();
    const headers = { 'x-amzn-errortype': 'InvalidParameterException' };
    answers = [{ status: 400, headers, body: { message: 'The specified nextToken is invalid.' } }];
    await expect(read(next)).rejects.toMatchObject({ code: 'OptionInvalid', cause: expect.anything() });
  });

  test('pass other failures on', async () => {
    answers = [{ status: 400, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { message: 'no' } }];
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
