import { advance } from '../../functions/run-record.ts';
import { acceptedUri, adapterUri, dataPrefix, modelPrefix, planUri, verdictUri } from '../../lib/domain/keys.ts';
import { accepted, run as earlier, photo } from '../fixtures/handlers.ts';
import { runItem } from '../fixtures/judged-run.ts';
import { problem } from './problems.ts';
import { running } from './running.ts';
import { served } from './served.ts';
import { openTestService, type TestService } from './service.ts';
import { begun, landed, member, ownDocument, starterOf, startRun, uploaded } from './uploaded.ts';

let service: TestService;
let run: Awaited<ReturnType<typeof running>>;
beforeEach(async () => {
  service = await openTestService();
  run = await running(service);
});
afterEach(() => service.close());

const get = (path = '', headers: Record<string, string> = {}): Promise<Response> =>
  service.ask(member, 'GET', `/v1/runs/${run.id}${path}`, { headers });

const job = `${'a'.repeat(32)}-1`;

describe('one run', () => {
  test('tells its stages with cost and progress and its photos, as far as it has come', async () => {
    expect(await (await get()).json()).toMatchObject({ status: 'queued', stages: [], verdict: null, photos: null });
    await run.to('generating');
    const { reference } = run;
    const { upload } = run.photos;
    await run.put(
      acceptedUri(reference, upload),
      accepted([photo('reference', 0), photo('other', 0, { origin: 'bank' })]),
    );
    const meter = { since: service.clock.now(), usdMicrosPerHour: 3600, maximumSeconds: 100, maximumUsdMicros: 100 };
    await run.stage('compose', { status: 'running', job, startedAt: service.clock.now(), meter });
    run.log(job, ['loading', 'compose step 3/60 done 0.5']);
    service.clock.at += 10_000;
    expect(await (await get()).json()).toMatchObject({
      id: run.id,
      status: 'generating',
      upload,
      cost: { spent: 10 },
      stages: [
        {
          stage: 'compose',
          status: 'running',
          attempts: 1,
          progress: { step: 'compose', done: 3, total: 60, values: { done: 0.5 } },
        },
      ],
      photos: { accepted: [{ id: 'reference/00', role: 'reference' }] },
    });
  });

  test('tells of progress beyond the thousandth line of a log, and of what comes after it was asked', async () => {
    await run.stage('represent', { status: 'running', job });
    run.log(
      job,
      Array.from({ length: 2500 }, (_, at) => `train step ${at + 1}/3000 loss 1.5`),
    );
    const done = async () =>
      ((await (await get()).json()) as { stages: { progress: { done: number } }[] }).stages[0]?.progress.done;
    expect(await done()).toBe(2500);
    run.log(job, ['train step 2501/3000 loss 1.5', 'a line that says nothing']);
    expect(await done()).toBe(2501);
  });

  test('that there is not is a 404', async () => {
    for (const path of ['', '/events', '/images', '/artifacts', '/logs?stage=compose']) {
      const response = service.ask(member, 'GET', `/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV${path}`);
      expect(await problem(response)).toMatchObject({ status: 404, code: 'RunUnknown' });
    }
  });
});

test('the verdict of a run is told as it was written, with the words for the user', async () => {
  const comparison = { base: 0.5, personalized: 0.9, difference: 0.4, interval: [0.3, 0.5] };
  const told = {
    ...{
      outcome: 'better',
      reason: 'The adapter is better.',
      advice: ['More photos help.'],
      policy: 'always',
      promote: true,
    },
    ...{ protocol: 'held-out', references: 3, heldOut: 5, distractors: 40, metrics: { ndcg: comparison }, match: null },
  };
  await run.put(verdictUri(run.reference), { version: 1, ...told, job: 'e'.repeat(32), adapter: { digest: 'd' } });
  expect(await (await get()).json()).toMatchObject({ verdict: told });
});

describe('what a run was asked for, and what it was to come to,', () => {
  const asked = { promote: 'never', lend: true, changes: { 'represent.steps': 4 } };
  const detailOf = async (id: string) => (await service.ask(member, 'GET', `/v1/runs/${id}`)).json() as Promise<object>;

  test('are told once it is over as its dry run told them, and of a retry too', async () => {
    const photos = await uploaded(service);
    const { stages, cost } = (await (await startRun(service, photos, { ...asked, dryRun: true })).json()) as {
      stages: object[];
      cost: { usdMicros: number; seconds: number; basis: string };
    };
    expect(stages).not.toEqual([]);
    const told = {
      ...asked,
      ...{ cost: { estimate: cost.usdMicros }, estimate: { stages, seconds: cost.seconds, basis: cost.basis } },
    };
    const id = await begun(service, photos, asked);
    await starterOf(service)(landed(photos.uri));
    const over = { ...photos, bucket: service.home.bucket, run: id, upload: photos.uri };
    const endpoint = { adapter: null, provisional: false, status: 'withdrawn' };
    await advance(service.ports, over, 'succeeded', { endpoint, finishedAt: service.clock.now() });
    expect(await detailOf(id)).toMatchObject({ status: 'succeeded', withdrew: true, ...told });

    const retried = (await (await service.ask(member, 'POST', `/v1/runs/${id}/retry`)).json()) as { id: string };
    expect(await detailOf(retried.id)).toMatchObject({ status: 'queued', withdrew: false, retryOf: id, ...told });
  });

  test('are told of one that an upload in the inbox asked for', async () => {
    const photos = await uploaded(service);
    const document = ownDocument(photos);
    await service.ports.objects.put(photos.uri, JSON.stringify(document));
    await starterOf(service)(landed(photos.uri));
    expect(await detailOf(document.run)).toMatchObject({
      ...{ promote: 'better-or-unjudged', lend: false },
      estimate: { stages: [{ stage: 'compose' }, { stage: 'represent' }], basis: expect.stringMatching(/./) },
    });
  });

  test('are not known of a run that was made before they were kept, but for the policy that its verdict names', async () => {
    await service.ports.records.create(runItem(earlier));
    const unknown = { lend: null, estimate: null };
    expect(await detailOf(earlier.run)).toMatchObject({ ...unknown, promote: null, cost: { estimate: 30 } });
    const verdict = { outcome: 'unjudged', reason: '', advice: [], policy: 'better', promote: false, protocol: null };
    const photos = { references: 2, heldOut: 0, distractors: 0 };
    await run.put(verdictUri(earlier), { ...verdict, ...photos, metrics: null, match: null });
    expect(await detailOf(earlier.run)).toMatchObject({ ...unknown, promote: 'better' });
  });
});

describe('the tag of a run', () => {
  const tagOf = async () => String((await get()).headers.get('ETag'));

  test('stays while nothing changes, though the clock and the meter go on, and is another after', async () => {
    const meter = { since: service.clock.now(), usdMicrosPerHour: 3600, maximumSeconds: 100, maximumUsdMicros: 100 };
    await run.stage('compose', { status: 'running', job, meter });
    const tag = await tagOf();
    expect(tag).toMatch(/^"[0-9a-f]{16}"$/);
    service.clock.at += 20_000;
    const unchanged = await get('', { 'If-None-Match': tag });
    expect([unchanged.status, await unchanged.text(), unchanged.headers.get('ETag')]).toEqual([304, '', tag]);
    await run.to('training');
    const changed = await get('', { 'If-None-Match': tag });
    expect([changed.status, changed.headers.get('ETag') === tag]).toEqual([200, false]);
  });

  test.each<[string, (tag: string) => string, number]>([
    ['made weak', (tag) => `W/${tag}`, 304],
    ['among others', (tag) => `"x", W/"y",${tag}`, 304],
    ['any', () => '*', 304],
    ['of another state', () => '"0123456789abcdef"', 200],
    ['in part', (tag) => tag.slice(0, -2), 200],
  ])('%s', async (_, header, status) => {
    expect((await get('', { 'If-None-Match': header(await tagOf()) })).status).toBe(status);
  });

  test('holds for a caller who is answered compressed, as every browser is', async () => {
    const photos = Array.from({ length: 40 }, (_, at) => photo('reference', at));
    await run.put(acceptedUri(run.reference, run.photos.upload), accepted(photos));
    const { url, stop } = await served(service);
    const ask = async (headers: Record<string, string>) =>
      fetch(`${url}/v1/runs/${run.id}`, {
        headers: { ...headers, Authorization: `Bearer ${await service.tokenOf(member)}`, 'Accept-Encoding': 'gzip' },
      });
    const first = await ask({});
    expect([first.status, first.headers.get('Content-Encoding')]).toEqual([200, 'gzip']);
    expect(first.headers.get('ETag')).toMatch(/^W\/"[0-9a-f]{16}"$/);
    expect(await first.json()).toMatchObject({ id: run.id });
    const again = await ask({ 'If-None-Match': String(first.headers.get('ETag')) });
    expect(again.status).toBe(304);
    await stop();
  });
});

describe('synthetic images', () => {
  const [composed, represented] = ['c'.repeat(32), 'e'.repeat(32)];
  const line = (at: number) => ({
    ...{ id: `image-${at}`, file: `images/${at}.jpg`, prompt: at % 2 === 0 ? null : 'a mug' },
    ...{ source: at < 3 ? 'cut-and-paste' : 'augmented-real', kind: 'positive' },
    seed: at === 0 ? [0, 7, at] : at,
  });
  beforeEach(async () => {
    const lines = Array.from({ length: 7 }, (_, at) => JSON.stringify(line(at)));
    await service.ports.objects.put(`${modelPrefix(run.reference, composed)}images.jsonl`, `${lines.join('\n')}\n`);
    await run.stage('compose', { status: 'succeeded', digest: composed });
  });
  const curate = async () => {
    const images = [0, 1, 2, 3, 4, 5].map((at) => ({
      ...{
        id: `image-${at}`,
        kept: at % 3 === 0,
        reason: at % 3 === 0 ? 'kept' : 'duplicate',
        fidelity: at === 0 ? null : at / 10,
      },
    }));
    await run.put(`${dataPrefix(run.reference, represented)}curation.json`, { images });
    await run.stage('represent', { status: 'reused', digest: represented });
  };
  const ids = async (query: string): Promise<string[]> => {
    const found: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page = (await (await get(`/images?limit=2&cursor=${cursor}${query}`)).json()) as {
        data: { id: string }[];
        next: string | null;
      };
      found.push(...page.data.map(({ id }) => id));
      cursor = page.next;
    }
    return found;
  };

  test('are told page by page in the order in which they were made, each once, with an address that is good for an hour', async () => {
    expect(await ids('')).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => `image-${at}`));
    const { data } = (await (await get('/images')).json()) as { data: { url: string }[] };
    expect(data[0]).toMatchObject({ source: 'cut-and-paste', prompt: null, kept: null, reason: null, fidelity: null });
    expect(data[0]?.url).toContain('images/0.jpg');
    expect(data.slice(0, 2)).toMatchObject([{ seed: [0, 7, 0] }, { seed: [1] }]);
  });

  test('are told by the words that they were made of', async () => {
    expect(await ids('&prompt=a%20mug')).toEqual(['image-1', 'image-3', 'image-5']);
    expect(await ids('&prompt=a%20mug&source=cut-and-paste')).toEqual(['image-1']);
    expect(await ids('&prompt=mug')).toEqual([]);
  });

  test('are told by their source, and by what curation made of them; those it never saw are neither kept nor dropped', async () => {
    await curate();
    expect(await ids('&source=augmented-real')).toEqual(['image-3', 'image-4', 'image-5', 'image-6']);
    expect(await ids('&kept=true')).toEqual(['image-0', 'image-3']);
    expect(await ids('&kept=false&source=cut-and-paste')).toEqual(['image-1', 'image-2']);
    const { data } = (await (await get('/images?limit=2')).json()) as { data: object[] };
    expect(data[1]).toMatchObject({ kept: false, reason: 'duplicate', fidelity: 0.1, prompt: 'a mug' });
  });

  test('of a run that has made none yet are an empty page', async () => {
    await run.stage('compose', { status: 'running' });
    expect(await (await get('/images')).json()).toEqual({ data: [], next: null });
  });

  test.each(['cursor=-1', 'cursor=x', 'kept=yes', 'limit=0', 'sort=id'])('?%s is refused', async (query) => {
    expect(await problem(get(`/images?${query}`))).toMatchObject({ status: 422, code: 'RequestInvalid' });
  });
});

test('artifacts are plan, verdict and adapter, as far as they are there', async () => {
  const { reference } = run;
  const represented = 'e'.repeat(32);
  const paths = async () => {
    const { data } = (await (await get('/artifacts')).json()) as {
      data: { path: string; bytes: number; url: string }[];
    };
    return data.map(({ path, bytes, url }) => [path, bytes, url.startsWith('http://')]);
  };
  expect(await paths()).toEqual([]);
  await service.ports.objects.put(planUri(reference), '{}');
  expect(await paths()).toEqual([['plan.json', 2, true]]);
  await service.ports.objects.put(`${adapterUri(reference, represented)}adapter_model.safetensors`, 'weights');
  await service.ports.objects.put(verdictUri(reference), JSON.stringify({ job: represented }));
  expect(await paths()).toEqual([
    ['plan.json', 2, true],
    ['verdict.json', 42, true],
    ['adapter/adapter_model.safetensors', 7, true],
  ]);
});

describe('the log of a stage', () => {
  test('is told line by line, and goes on where the caller has read to', async () => {
    await run.stage('compose', { status: 'running', job });
    run.log(job, ['one', 'two']);
    const first = (await (await get('/logs?stage=compose')).json()) as { lines: object[]; next: string };
    expect(first.lines).toEqual([
      { time: '2026-01-31T12:00:00.000Z', text: 'one' },
      { time: '2026-01-31T12:00:01.000Z', text: 'two' },
    ]);
    run.log(job, ['three']);
    const second = (await (await get(`/logs?stage=compose&after=${first.next}`)).json()) as { lines: object[] };
    expect(second.lines).toMatchObject([{ text: 'three' }]);
  });

  test('has no lines where the result was found, nor before the stage begins', async () => {
    expect(await (await get('/logs?stage=compose')).json()).toEqual({ lines: [], next: '' });
    await run.stage('compose', { status: 'reused' });
    expect(await (await get('/logs?stage=compose')).json()).toEqual({ lines: [], next: '' });
    expect(await problem(get('/logs?stage=colour'))).toMatchObject({ status: 422 });
    await run.stage('compose', { status: 'running', job });
    expect(await problem(get('/logs?stage=compose&after=x'))).toMatchObject({ status: 422, code: 'OptionInvalid' });
  });
});
