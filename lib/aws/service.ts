import { Logger } from '@aws-lambda-powertools/logger';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Json } from '../domain/digest.ts';
import type { Delays } from '../ports/delays.ts';
import type { Ports, ServicePorts } from '../ports/index.ts';
import type { Signer } from '../ports/signer.ts';
import { guardedPosts } from '../web/guarded-post.ts';
import { eachMessage, sqsDelays } from './delays.ts';
import { type Environment, required } from './home.ts';
import { kmsSigner } from './receipt-signer.ts';
import { s3Transfers } from './transfers.ts';

const queueVariables = { deliveries: 'LIKENESS_DELIVERIES_QUEUE', deletions: 'LIKENESS_DELETIONS_QUEUE' } as const;

/**
 * What the service needs besides the ports of runs: its queues, and the open web.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing
 */
export function servicePorts(env: Environment, ports: Ports): ServicePorts {
  required(env, Object.values(queueVariables));
  return {
    ...ports,
    transfers: s3Transfers(new S3Client({})),
    delays: serviceQueue(env, 'deliveries'),
    deletions: serviceQueue(env, 'deletions'),
    posts: guardedPosts(),
  };
}

/**
 * One of the service's queues.
 * @throws InputError `SetupIncomplete`
 */
export function serviceQueue(env: Environment, queue: keyof typeof queueVariables): Delays {
  const variable = queueVariables[queue];
  const { [variable]: queueUrl } = required(env, [variable]);
  const sqs = new SQSClient({});
  return sqsDelays((message) => sqs.send(new SendMessageCommand(message)), queueUrl);
}

/** The Lambda function of such a queue, which logs what it failed for. */
export function queueHandler(handle: (message: Json) => Promise<unknown>): ReturnType<typeof eachMessage> {
  const logger = new Logger();
  return eachMessage(handle, (error) => logger.error('A message failed, and comes again.', { error }));
}

/** @throws InputError `SetupIncomplete` */
export function receiptSigner(env: Environment): Signer {
  const { LIKENESS_RECEIPT_KEY_ARN: keyArn } = required(env, ['LIKENESS_RECEIPT_KEY_ARN']);
  return kmsSigner(new KMSClient({}), keyArn);
}
