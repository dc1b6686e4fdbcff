import { create } from '../../functions/verdict/handler.ts';
import { acceptedUri, dataPrefix, modelPrefix, planUri, verdictUri } from '../../lib/domain/keys.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import type { PromotionPolicy } from '../../lib/domain/promotion.ts';
import type { Accepted } from '../../lib/domain/upload.ts';
import type { Comparison, Evaluation } from '../../lib/domain/verdict.ts';
import { accepted, handlerHome, photo, run, testHome, upload } from '../fixtures/handlers.ts';

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

const photos = acceptedUri(run, upload().upload);

interface Given {
  readonly heldOut?: number;
  readonly promote?: PromotionPolicy;
  readonly document?: Accepted;
}

async function judge(found: Evaluation, given: Given = {}) {
  const { heldOut = found.heldOut, promote = 'better-or-unjudged', document = accepted([]) } = given;
  await home.begin('training');
  await home.put(planUri(run), { promotion: presetNamed('laptop').promotion, promote });
  await home.put(photos, document);
  await home.put(`${dataPrefix(run, job)}evaluation.json`, found);
  const event = { run, accepted: { uri: photos, heldOut }, plan: { uri: planUri(run) }, job: { digest: job } };
  return create(home.ports, testHome)(event);
}

test('a better adapter is to be promoted, by a name that has the beginning of its digest', async () => {
  expect(await judge(evaluation(0.3))).toEqual({
    uri: verdictUri(run),
    outcome: 'better',
    promote: true,
    adapter: { name: 'acme.mug-1@d30c486995a80dc9', uri: modelPrefix(run, job), digest: adapterDigest },
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
    policy: 'better-or-unjudged',
    promote: true,
    provisional: false,
    protocol: 'held-out',
    references: 5,
    heldOut: 10,
    distractors: 40,
    distractorsFrom: { user: 0, bank: 0, bankDigest: null },
    metrics: evaluation(0.3).metrics,
    match: null,
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
    advice: [expect.stringContaining('role other')],
  });
});

test.each<[PromotionPolicy, string, boolean, boolean]>([
  ['better', 'better', true, false],
  ['better', 'tie', false, false],
  ['better', 'unjudged', false, false],
  ['better-or-unjudged', 'unjudged', true, true],
  ['better-or-unjudged', 'worse', false, false],
  ['always', 'tie', true, false],
  ['always', 'worse', true, false],
  ['always', 'unjudged', true, true],
])('under the policy %s what is %s is promoted: %s, provisionally: %s', async (promote, outcome, does, provisional) => {
  const differences: Record<string, number> = { better: 0.3, tie: 0, worse: -0.3 };
  const found =
    outcome === 'unjudged' ? { ...evaluation(0), metrics: null } : evaluation(differences[outcome] ?? Number.NaN);
  const { uri, ...state } = await judge(found, { promote });
  expect(state).toMatchObject({ outcome, promote: does });
  expect(await home.read(uri)).toMatchObject({ outcome, policy: promote, promote: does, provisional });
});

test('the document says whose photos of other things judged', async () => {
  const others = [photo('other', 0), photo('other', 1, { origin: 'bank' }), photo('other', 2, { origin: 'bank' })];
  const document = accepted([photo('reference', 0), ...others], { bank: 'b'.repeat(64) });
  const { uri } = await judge(evaluation(0.3), { document });
  expect(await home.read(uri)).toMatchObject({ distractorsFrom: { user: 1, bank: 2, bankDigest: 'b'.repeat(64) } });
});

test('the document has the threshold of the adapter, where one could be found', async () => {
  const match = { threshold: 0.61, precision: 0.9, recall: 0.8, positives: 10, negatives: 40, reason: null };
  const { uri } = await judge({ ...evaluation(0.3), match });
  expect(await home.read(uri)).toMatchObject({ match: { threshold: 0.61, precision: 0.9, recall: 0.8 } });
  await judge({ ...evaluation(0.3), match: { threshold: 0.61, precision: null, recall: null } });
  expect(await home.read(uri)).toMatchObject({ match: null });
});

test('judging needs the evaluation of that job', async () => {
  await home.put(planUri(run), { promotion: presetNamed('laptop').promotion });
  const accepted = { uri: photos, heldOut: 0 };
  const event = { run, accepted, plan: { uri: planUri(run) }, job: { digest: job } };
  await expect(create(home.ports, testHome)(event)).rejects.toMatchObject({ code: 'ObjectNotFound' });
});
