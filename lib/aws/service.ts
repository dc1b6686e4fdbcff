import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Ports, ServicePorts } from '../ports/index.ts';
import type { Signer } from '../ports/signer.ts';
import { guardedPosts } from '../web/guarded-post.ts';
import { type QueuedMessage, sqsDelays } from './delays.ts';
import { type Environment, required } from './home.ts';
import { kmsSigner } from './receipt-signer.ts';
import { s3Transfers } from './transfers.ts';

/**
 * What the service needs besides the ports of runs: its queues, and the open web.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing
 */
export function servicePorts(env: Environment, ports: Ports): ServicePorts {
  const queues = required(env, ['LIKENESS_DELIVERIES_QUEUE', 'LIKENESS_DELETIONS_QUEUE']);
  const sqs = new SQSClient({});
  const send = (message: QueuedMessage) => sqs.send(new SendMessageCommand(message));
  return {
    ...ports,
    transfers: s3Transfers(new S3Client({})),
    delays: sqsDelays(send, queues.LIKENESS_DELIVERIES_QUEUE),
    deletions: sqsDelays(send, queues.LIKENESS_DELETIONS_QUEUE),
    posts: guardedPosts(),
  };
}

/** @throws InputError `SetupIncomplete` */
export function receiptSigner(env: Environment): Signer {
  const { LIKENESS_RECEIPT_KEY_ARN: keyArn } = required(env, ['LIKENESS_RECEIPT_KEY_ARN']);
  return kmsSigner(new KMSClient({}), keyArn);
}
