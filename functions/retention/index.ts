import { cloudPorts } from '../../lib/aws/home.ts';
import { receiptSigner } from '../../lib/aws/service.ts';
import { create } from './handler.ts';

const { ports, home } = cloudPorts(process.env);

export const handler = create({ ...ports, signer: receiptSigner(process.env) }, home);
