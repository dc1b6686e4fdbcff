import { identityPorts } from '../../lib/aws/identity.ts';
import { create } from './handler.ts';

export const handler = create(identityPorts(process.env));
