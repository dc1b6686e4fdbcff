import { create } from '../../functions/verdict/handler.ts';
import { dataPrefix, modelPrefix, planUri, verdictUri } from '../../lib/domain/keys.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import type { Comparison, Evaluation } from '../../lib/domain/verdict.ts';
import { handlerHome, run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const job = 'a1'.repeat(16);
const adapterDigest = 'd30c486995a80dc9'.padEnd(64, '0');

const compared = (difference: number): Comparison => ({
  base: 0.5,
  personalized: 0.5 + difference,
  difference,
  interval: [difference - 0.1, difference + 0.1],
});

const evaluation = (difference: number): Evaluation => ({
  protocol: 'held-out',
  references: 5,
  heldOut: 10,
  distractors: 40,
  feature: 'cls',
  metrics: {
    averagePrecision: compared(difference),
    averagePrecisionOneReference: compared(difference),
    ndcg: compared(difference),
    margin: compared(difference),
  },
  adapterDigest,
});

async function judge(found: Evaluation, given = { heldOut: found.heldOut }) {
  await home.begin('training');
  await home.put(planUri(run), { promotion: presetNamed('laptop').promotion });
  await home.put(`${dataPrefix(run, job)}evaluation.json`, found);
  return create(home.ports, testHome)({ run, accepted: given, plan: { uri: planUri(run) }, job: { digest: job } });
}

test('a better adapter is to be promoted, by a name that has the beginning of its digest', async () => {
  expect(await judge(evaluation(0.3))).toEqual({
    uri: verdictUri(run),
    outcome: 'better',
    promote: true,
    adapter: { name: 'mug-1@d30c486995a80dc9', uri: modelPrefix(run, job), digest: adapterDigest },
  });
  expect(await home.record()).toMatchObject({ status: 'evaluating' });
});

test('the document of the verdict has its words and all numbers', async () => {
  const { uri, adapter } = await judge(evaluation(0.3));
  expect(await home.read(uri)).toEqual({
    version: 1,
    outcome: 'better',
    reason: expect.stringContaining('+0.300'),
    advice: [],
    promote: true,
    provisional: false,
    protocol: 'held-out',
    references: 5,
    heldOut: 10,
    distractors: 40,
    metrics: evaluation(0.3).metrics,
    adapter,
    job,
  });
});

test.each([
  ['tie', 0],
  ['worse', -0.3],
])('a %s is not to be promoted', async (outcome, difference) => {
  expect(await judge(evaluation(difference))).toMatchObject({ outcome, promote: false });
});

test('what could not be judged is promoted, and asks only for photos that were not given', async () => {
  const nothing = { ...evaluation(0), protocol: null, heldOut: 0, distractors: 0, metrics: null };
  const { uri, outcome, promote } = await judge(nothing, { heldOut: 10 });
  expect([outcome, promote]).toEqual(['unjudged', true]);
  expect(await home.read(uri)).toMatchObject({
    metrics: null,
    provisional: true,
    advice: [expect.stringContaining('--others')],
  });
});

test('judging needs the evaluation of that job', async () => {
  await home.put(planUri(run), { promotion: presetNamed('laptop').promotion });
  const event = { run, accepted: { heldOut: 0 }, plan: { uri: planUri(run) }, job: { digest: job } };
  await expect(create(home.ports, testHome)(event)).rejects.toMatchObject({ code: 'ObjectNotFound' });
});
