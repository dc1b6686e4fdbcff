import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { newReceipt } from '../../functions/deletion/receipt.ts';
import { setRetention } from '../../functions/retention/settings.ts';
import { type FunctionName, functionNames } from '../../lib/cloud/likeness-function.ts';
import { cloudEvent } from '../../lib/domain/cloud-event.ts';
import type { Json } from '../../lib/domain/digest.ts';
import {
  deletionKey,
  deliveryKey,
  planUri,
  runKey,
  subjectKey,
  subjectPrefix,
  webhookKey,
} from '../../lib/domain/keys.ts';
import { describeOnMoto, type Moto, signingDigests, startMoto } from '../contract/moto.ts';
import { gatewayEvent } from '../fixtures/gateway-events.ts';
import { callBundle } from './bundle-calls.ts';
import { cloudOnMoto } from './cloud-on-moto.ts';
import { type JsonObject, ownFunctions, synthesize } from './synthesized.ts';

const { outdir, template } = synthesize({ bundling: true });
const bundles = new Map(
  ownFunctions(template).map(([, { Metadata, Properties }]) => {
    const { S3Key } = Properties.Code as { S3Key: string };
    const folder = join(outdir, `asset.${S3Key.replace('.zip', '')}`);
    return [String(Metadata?.['likeness:function']), { folder, variables: variablesOf(Properties) }] as const;
  }),
);

test('every function has a bundle', () => {
  expect([...bundles.keys()].sort()).toEqual([...functionNames].sort());
});

test.each([...functionNames])('the bundle of %s loads by itself and exports a handler', (name) => {
  const { folder, variables } = bundleOf(name);
  // Lambda's runtime has this where a function streams.
  const runtime = 'globalThis.awslambda = { streamifyResponse: (handler) => handler };';
  const script = `${runtime} const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))}); console.log(typeof handler);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...variables, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('function\n');
  expect(status).toBe(0);
});

/** Those that decode photos. */
const native = ['accept', 'api', 'api-stream'];

test('no others bring native code', () => {
  const withPackages = [...bundles].filter(([, { folder }]) => readdirSync(folder).includes('node_modules'));
  expect(withPackages.map(([name]) => name).sort()).toEqual(native);
});

test.each(native)('sharp decodes with what is in the bundle of %s', (name) => {
  const script = `const { default: sharp } = await import('sharp');
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } }).png().toBuffer();
    console.log((await sharp(png).metadata()).width);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: bundleOf(name).folder,
    encoding: 'utf8',
    env: {},
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('3\n');
});

test.each(functionNames.filter((name) => name !== 'accept'))('the code of %s is smaller than 1.5 MiB', (name) => {
  expect(statSync(join(bundleOf(name).folder, 'index.mjs')).size).toBeLessThan(1.5 * 1024 * 1024);
});

describeOnMoto('called with AWS’s stand-in for AWS, a bundle answers', () => {
  let moto: Moto;
  let cloud: Awaited<ReturnType<typeof cloudOnMoto>>;
  beforeAll(async () => {
    moto = await startMoto(signingDigests);
    cloud = await cloudOnMoto(moto);
  });
  afterAll(async () => {
    cloud?.close();
    await moto?.stop();
  });

  const called = new Set<FunctionName>();
  /** Calls a function with the variables that the stack gives it, of which those of the deployment are moto's. */
  const call = (name: FunctionName, event: Json) => {
    called.add(name);
    const { folder, variables } = bundleOf(name);
    const deployed = Object.entries(cloud.variables).filter(([key]) => key.startsWith('AWS_') || key in variables);
    return callBundle(folder, { ...variables, ...Object.fromEntries(deployed) }, event);
  };
  const run = {
    ...{ tenant: 'acme', subject: 'mug', run: '01ARZ3NDEKTSV4RRFFQ69G5FAV', bucket: 'bucket' },
    upload: 's3://bucket/inbox/acme/mug/u/upload.json',
  };
  const missing = { uri: 's3://bucket/tenants/acme/nothing.json' };
  const adapter = { name: 'acme.mug@0123456789abcdef', uri: 's3://bucket/tenants/acme/a/', digest: '0123456789abcdef' };
  const verdict = { ...missing, outcome: 'better', promote: true, adapter };

  /** What a function says of a run of which nothing was ever stored: it has asked, or it has written. */
  const ofNothing: Partial<Record<FunctionName, readonly [event: Json, outcome: object]>> = {
    starter: [
      {
        Records: [
          {
            body: JSON.stringify({
              detail: { bucket: { name: 'bucket' }, object: { key: 'inbox/acme/mug/u/upload.json' } },
            }),
          },
        ],
      },
      { answer: { started: [] } },
    ],
    accept: [{ run }, { error: { name: 'ObjectNotFound' } }],
    plan: [{ run, accepted: missing }, { error: { name: 'ObjectNotFound' } }],
    prepare: [
      { run, stage: 'compose', accepted: missing, plan: missing, synthesis: {} },
      { error: { name: 'ObjectNotFound' } },
    ],
    settle: [
      {
        run,
        job: {
          ...{ finished: false, stage: 'compose', digest: 'd', place: run, manifest: missing.uri, attempt: 1 },
          request: {
            TrainingJobName: 'job-1',
            EnableManagedSpotTraining: false,
            ResourceConfig: { InstanceType: 'ml.c7i.xlarge' },
          },
          outcome: { TrainingJobName: 'job-1', ModelArtifacts: { S3ModelArtifacts: missing.uri } },
        },
      },
      { error: { name: 'ObjectNotFound' } },
    ],
    verdict: [{ run, accepted: missing, plan: missing, job: { digest: 'd' } }, { error: { name: 'ObjectNotFound' } }],
    deploy: [{ run, verdict, deployment: { calls: 0 } }, { error: { name: 'EndpointFailed' } }],
    'smoke-test': [{ run, accepted: missing, deployment: { adapter: null } }, { error: { name: 'ObjectNotFound' } }],
    promote: [{ run, verdict, deployment: { adapter: adapter.name } }, { answer: { status: 'promoted' } }],
    record: [
      {
        ...{ run, plan: missing, verdict, deployment: { adapter: adapter.name } },
        endpoint: { status: 'promoted', adapter: adapter.name, provisional: false },
        smokeTest: { adapter: adapter.name, dimensions: 8, milliseconds: 1 },
      },
      { answer: { status: 'succeeded' } },
    ],
    fail: [{ run, error: { Error: 'DiskFull', Cause: 'none' } }, { answer: { code: 'DiskFull' } }],
    close: [{ detail: { status: 'ABORTED', input: JSON.stringify({ run }) } }, {}],
    authorizer: [
      {
        type: 'REQUEST',
        methodArn: 'arn:aws:execute-api:eu-west-1:1:a/b/GET/',
        headers: { Authorization: 'Bearer x' },
      },
      { error: { message: 'Unauthorized' } },
    ],
  };
  test.each(Object.entries(ofNothing) as [FunctionName, readonly [Json, object]][])(
    '%s, of nothing',
    (name, [event, outcome]) => {
      expect(call(name, event)).toMatchObject(outcome);
    },
  );

  test('api and api-stream, with the keys of receipts and a run that there is not', () => {
    const authorizer = { tenant: 'acme', principal: 'user:ann', role: 'admin', kind: 'person', name: 'ann' };
    const asked = (path: string) =>
      JSON.parse(JSON.stringify(gatewayEvent('GET', path, { authorizer: { ...authorizer, scopes: 'likeness/read' } })));
    expect(call('api', asked('/.well-known/likeness-receipts.json'))).toMatchObject({
      answer: { statusCode: 200, body: expect.stringContaining('"alg":"RS256"') },
    });
    expect(call('api', asked('/v1/subjects'))).toMatchObject({ answer: { statusCode: 200 } });
    const { answer } = call('api-stream', asked(`/v1/runs/${run.run}/events`));
    expect(JSON.parse(String(answer))).toMatchObject({ status: 404, code: 'RunUnknown' });
  });

  test('webhook-fan-out and webhook-send, which tries a receiver at once and never one of ours', async () => {
    const of = { tenant: 'acme', hook: '01ARZ3NDEKTSV4RRFFQ69G5FAV' };
    const createdAt = '2026-01-01T00:00:00.000Z';
    const hook = { url: 'https://127.0.0.1/hook', description: '', events: ['*'], secrets: [], enabled: true };
    const state = { disabledReason: null, failures: 0, failingSince: null, createdAt, createdBy: 'user:ann' };
    await cloud.records.create({ ...webhookKey(of.tenant, of.hook), hook: of.hook, ...hook, ...state });
    const fact = { type: 'dev.likeness.run.succeeded', subject: 'tenants/acme/runs/r', data: { run: 'r' } };
    const event = { ...cloudEvent(fact, 'event-1', new Date().toISOString()) };
    const { answer } = call('webhook-fan-out', { detail: event });
    const [message] = await cloud.messagesIn('deliveries');
    expect(answer).toEqual({ deliveries: [message] });
    const body = JSON.stringify(message);
    expect(call('webhook-send', { Records: [{ messageId: 'm', body }] })).toEqual({
      answer: { batchItemFailures: [] },
    });
    const { delivery } = message as { delivery: string };
    expect(await cloud.records.get(deliveryKey(of.tenant, of.hook, delivery))).toMatchObject({
      status: 'pending',
      attempts: [{ status: null, error: 'TargetForbidden' }],
    });
  });

  test('deletion and retention, with receipts that the published key verifies', async () => {
    const { objects, records, signer } = cloud;
    const going = { bucket: 'bucket', tenant: 'gone', subject: 'mug' };
    const past = '2026-01-01T00:00:00.000Z';
    const old = { ...going, run: '01ARZ3NDEKTSV4RRFFQ69G5FAW' };
    const asked = { reason: 'request', subject: 'mug', requestedBy: 'user:ann', horizons: [] } as const;
    const deletion = '01ARZ3NDEKTSV4RRFFQ69G5FAX';
    await objects.put(`${subjectPrefix(going)}photos/u/00.jpg`, 'a photo');
    await records.create({ ...subjectKey(going), status: 'deleting', deletion, createdAt: past });
    const receipt = newReceipt({ ...asked, deletion, requestedAt: past, lastLookAt: past, horizons: [] });
    await records.create({ ...deletionKey('gone', deletion), ...receipt });
    const body = JSON.stringify({ tenant: 'gone', deletion });
    expect(call('deletion', { Records: [{ messageId: 'm', body }] })).toEqual({ answer: { batchItemFailures: [] } });
    expect(await objects.list(subjectPrefix(going))).toEqual([]);
    expect(await records.get(subjectKey(going))).toBeUndefined();

    const ended = { ...runKey(old), status: 'failed', run: old.run, subject: 'mug', finishedAt: past, createdAt: past };
    await records.create({ ...ended, upload: 's3://bucket/inbox/gone/mug/u/upload.json' });
    await objects.put(planUri(old), '{}');
    await setRetention({ records }, 'gone', { photosDays: null, syntheticDays: null, runsDays: 1 });
    const { answer } = call('retention', {});
    const { receipts } = answer as { receipts: string[] };
    expect(receipts).toHaveLength(1);
    expect(await objects.list(subjectPrefix(going))).toEqual([]);

    const keys = createLocalJWKSet((await signer.keys()) as unknown as JSONWebKeySet);
    for (const [of, what] of [
      [deletion, 'photos'],
      [receipts[0] ?? '', 'documents'],
    ] as const) {
      const done = await records.get(deletionKey('gone', of));
      const { payload } = await compactVerify(String(done?.signature), keys);
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
        tenant: 'gone',
        deletion: of,
        counts: { [what]: 1 },
      });
    }
  });

  test('all of them were called', () => {
    expect([...called].sort()).toEqual([...functionNames].sort());
  });
});

function bundleOf(name: string): { readonly folder: string; readonly variables: Record<string, string> } {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`no bundle of ${name}`);
  return bundle;
}

/** The function's environment with a stand-in for what only a deployment knows. */
function variablesOf(properties: JsonObject): Record<string, string> {
  const { Variables } = properties.Environment as { Variables: JsonObject };
  const images = JSON.stringify({ contrastive: 'c', dreambooth: 'd', embedding: 'e', evaluation: 'v' });
  const values = Object.entries(Variables).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : 'deployed',
  ]);
  const pool = 'LIKENESS_USER_POOL_ID' in Variables && { LIKENESS_USER_POOL_ID: 'eu-west-1_deployed' };
  return { ...Object.fromEntries(values), LIKENESS_IMAGES: images, ...pool };
}
