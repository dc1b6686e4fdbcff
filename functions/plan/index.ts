import { captionWriter } from '../../lib/aws/captions.ts';
import { cloudPorts } from '../../lib/aws/home.ts';
import { create } from './handler.ts';

const { ports, home } = cloudPorts(process.env);

export const handler = create({ ...ports, captions: captionWriter(process.env) }, home);
