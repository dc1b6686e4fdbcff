/** The CDK app: `npm run synth`, or `npx cdk deploy` with an account. */
import { join } from 'node:path';
import { createApp } from '../lib/cloud/app.ts';
import { programDigest } from '../lib/local/program-digest.ts';

const programs = join(import.meta.dirname, '..', 'containers', 'likeness_ml');
createApp({ programDigest: await programDigest(programs) }).app.synth();
