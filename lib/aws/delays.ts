import type { Json } from '../domain/digest.ts';
import type { Delays } from '../ports/delays.ts';

/** What is asked of SQS: the input of its `SendMessage`. */
export interface QueuedMessage {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}

/** The most that SQS lets a message wait, in seconds. */
const longestDelay = 900;

/** A standard SQS queue. `send` is the client's `SendMessage`; a message that should wait longer than it can comes early. */
export const sqsDelays = (send: (message: QueuedMessage) => Promise<unknown>, queueUrl: string): Delays => ({
  async later(message, seconds) {
    const delay = Math.min(longestDelay, Math.max(0, Math.ceil(seconds)));
    await send({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message), DelaySeconds: delay });
  },
});

/** What Lambda hands over from the queue, of which this is needed. */
interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/**
 * The Lambda function of a queue whose messages `handle` takes, all at once. Those that it failed for are named, so that
 * they alone come again (`ReportBatchItemFailures`).
 */
export function eachMessage(handle: (message: Json) => Promise<unknown>, report: (error: unknown) => void) {
  return async ({ Records }: QueueEvent): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
    const results = await Promise.allSettled(Records.map(async ({ body }) => handle(JSON.parse(body) as Json)));
    const batchItemFailures = results.flatMap((result, index) => {
      if (result.status === 'fulfilled') return [];
      report(result.reason);
      return [{ itemIdentifier: Records[index]?.messageId ?? '' }];
    });
    return { batchItemFailures };
  };
}
