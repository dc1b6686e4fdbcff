import { cloudPorts } from '../../lib/aws/home.ts';
import { serviceQueue } from '../../lib/aws/service.ts';
import { create } from './handler.ts';

const { ports, home } = cloudPorts(process.env);

export const handler = create({ ...ports, delays: serviceQueue(process.env, 'deliveries') }, home);
