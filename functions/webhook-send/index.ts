import { cloudPorts } from '../../lib/aws/home.ts';
import { queueHandler, serviceQueue } from '../../lib/aws/service.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';
import { create } from './handler.ts';

const { ports, home } = cloudPorts(process.env);

export const handler = queueHandler(
  create({ ...ports, delays: serviceQueue(process.env, 'deliveries'), posts: guardedPosts() }, home),
);
