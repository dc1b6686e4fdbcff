import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import { captionRequest } from '../domain/captions/index.ts';
import { ServiceError } from '../domain/errors.ts';
import type { CaptionWriter } from '../ports/captions.ts';
import type { Environment } from './home.ts';

/** The paper's (section 1.3). 130 captions have some 3,000 tokens. */
const inference = { temperature: 0.7, maxTokens: 4000 } as const;

/** All tries of the SDK together. A model writes for half a minute. */
const longest = 120_000;

/**
 * Captions by a language model of Amazon Bedrock, asked by Converse, whose request is the same for every model.
 * How often a refused call is tried again is the client's `maxAttempts`.
 * @param model the id of a model or of an inference profile
 * @param timeout in milliseconds, of all tries together
 */
export function bedrockCaptions(client: BedrockRuntimeClient, model: string, timeout = longest): CaptionWriter {
  return {
    /** @throws ServiceError `EndpointFailed`, whose cause is the SDK's error where it gave one */
    async write(category) {
      return linesOf(await ask(client, model, captionRequest(category), timeout), model);
    },
  };
}

async function ask(
  client: BedrockRuntimeClient,
  model: string,
  text: string,
  timeout: number,
): Promise<ConverseCommandOutput> {
  const command = new ConverseCommand({
    modelId: model,
    messages: [{ role: 'user', content: [{ text }] }],
    inferenceConfig: inference,
  });
  const abortSignal = AbortSignal.timeout(timeout);
  try {
    return await client.send(command, { abortSignal });
  } catch (error) {
    const cause = abortSignal.aborted ? abortSignal.reason : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError('EndpointFailed', `The language model ${model} failed: ${message}`, { cause });
  }
}

/** The answer's lines; the last one is left out where the model was cut off in it. */
function linesOf({ output, stopReason }: ConverseCommandOutput, model: string): string[] {
  const cutOff = stopReason === 'max_tokens';
  if (!cutOff && stopReason !== 'end_turn' && stopReason !== 'stop_sequence') {
    throw new ServiceError('EndpointFailed', `The language model ${model} stopped for the reason '${stopReason}'.`);
  }
  const text = (output?.message?.content ?? []).map((block) => block.text ?? '').join('');
  const lines = text.split(/\r?\n/);
  return cutOff ? lines.slice(0, -1) : lines;
}

/** The language model that `LIKENESS_CAPTION_MODEL` names; without it captions are the grammar's. */
export function captionWriter(env: Environment): CaptionWriter | null {
  const model = env.LIKENESS_CAPTION_MODEL;
  return model ? bedrockCaptions(new BedrockRuntimeClient({}), model) : null;
}
