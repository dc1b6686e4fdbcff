import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockCaptions } from '../../lib/aws/captions.ts';
import { captionsWith, grammarCaptions } from '../../lib/domain/captions/index.ts';
import type { Answer, Loopback } from './loopback.ts';
import { startHttp2Loopback } from './loopback-http2.ts';

const model = 'eu.some-maker.some-model-v1:0';

/** What Converse answers when the model says `text`. */
const converse = (text: string, stopReason = 'end_turn'): Answer => ({
  body: {
    output: { message: { role: 'assistant', content: [{ text }] } },
    stopReason,
    usage: { inputTokens: 300, outputTokens: 3000, totalTokens: 3300 },
    metrics: { latencyMs: 30_000 },
  },
});

const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { message },
});

const written = Array.from({ length: 110 }, (_, number) => `a <new1> mug on step ${number} of a stone staircase`);
const numbered = written.map((caption, at) => `${at + 1}. ${caption}`).join('\n');

let answers: (Answer | null)[];
let loopback: Loopback;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  loopback = await startHttp2Loopback(() => answers.shift() ?? null);
  client = new BedrockRuntimeClient(loopback.client);
});
afterAll(async () => {
  client.destroy();
  await loopback.stop();
});
beforeEach(() => {
  answers = [];
  loopback.requests.length = 0;
});

const write = (...given: Answer[]): Promise<readonly string[]> => {
  answers = given;
  return bedrockCaptions(client, model).write('mug');
};
const choose = (...given: Answer[]) => {
  answers = given;
  return captionsWith(bedrockCaptions(client, model), 'mug', 7);
};

describe('captions by a language model of Amazon Bedrock', () => {
  test('are asked for by Converse, of the model that was configured', async () => {
    await write(converse(numbered));
    const [request] = loopback.requests;
    expect(decodeURIComponent(request?.path ?? '')).toBe(`/model/${model}/converse`);
    const body = JSON.parse(request?.body.toString() ?? '');
    expect(body.inferenceConfig).toEqual({ temperature: 0.7, maxTokens: 4000 });
    expect(body.messages).toEqual([{ role: 'user', content: [{ text: expect.stringContaining('"<new1> mug"') }] }]);
  });

  test('come as the lines that the model wrote', async () => {
    expect(await write(converse('1. one\r\n2. two\n'))).toEqual(['1. one', '2. two', '']);
  });

  test('lack the one in which the model was cut off', async () => {
    expect(await write(converse('1. one\n2. tw', 'max_tokens'))).toEqual(['1. one']);
  });

  test('are used when there are a hundred', async () => {
    const { source, fallback, captions, negatives } = await choose(converse(numbered));
    expect({ source, fallback }).toEqual({ source: 'language-model', fallback: null });
    expect(captions).toEqual(written.slice(0, 100));
    expect(negatives[0]).toBe('a mug on step 0 of a stone staircase');
  });

  test('are asked for again when Bedrock is throttling', async () => {
    const trying = new BedrockRuntimeClient({ ...loopback.client, maxAttempts: 2 });
    answers = [refusal(429, 'ThrottlingException', 'Too many requests'), converse(numbered)];
    const { source } = await captionsWith(bedrockCaptions(trying, model), 'mug', 7);
    trying.destroy();
    expect([source, loopback.requests.length]).toEqual(['language-model', 2]);
  });

  test.each<[string, Answer, string]>([
    ['Bedrock goes on throttling', refusal(429, 'ThrottlingException', 'Too many'), 'failed: ThrottlingException'],
    [
      'the model is not allowed',
      refusal(403, 'AccessDeniedException', 'User: arn:aws:sts::123456789012:assumed-role/plan is not authorized'),
      'failed: AccessDeniedException',
    ],
    ['the answer is no JSON', { body: '{"output": {"mess' }, 'failed: SyntaxError'],
    ['the answer is another JSON', { body: {} }, 'failed: EndpointFailed'],
    ['a guardrail stepped in', converse('I can not do that.', 'guardrail_intervened'), 'failed: EndpointFailed'],
    ['the model says nothing', converse(''), 'wrote fewer than 100 captions that can be used'],
    [
      'too few are captions',
      converse(numbered.split('\n').slice(0, 90).join('\n')),
      'wrote fewer than 100 captions that can be used',
    ],
    [
      'the identifier is missing',
      converse(numbered.replaceAll('<new1> ', '')),
      'wrote fewer than 100 captions that can be used: of the others most did not have <new1> once',
    ],
  ])('are the grammar’s, and say why, when %s', async (_, answer, why) => {
    expect(await choose(answer)).toEqual({ ...grammarCaptions('mug', 7), fallback: `the language model ${why}` });
  });

  test('are not waited for longer than told', async () => {
    answers = [null];
    const { fallback } = await captionsWith(bedrockCaptions(client, model, 50), 'mug', 7);
    expect(fallback).toBe('the language model failed: TimeoutError');
  });

  test('fail with EndpointFailed when nobody listens', async () => {
    const nobody = new BedrockRuntimeClient({ ...loopback.client, endpoint: 'http://127.0.0.1:1' });
    const failing = bedrockCaptions(nobody, model).write('mug');
    await expect(failing).rejects.toMatchObject({ code: 'EndpointFailed', cause: expect.anything() });
    nobody.destroy();
  });
});
