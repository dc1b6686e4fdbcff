import { cloudPorts } from '../../lib/aws/home.ts';
import { queueHandler, receiptSigner, serviceQueue } from '../../lib/aws/service.ts';
import { create } from './handler.ts';

const { ports, home } = cloudPorts(process.env);

export const handler = queueHandler(
  create({ ...ports, signer: receiptSigner(process.env), deletions: serviceQueue(process.env, 'deletions') }, home),
);
