import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../lib/cloud/app.ts';
import { synthesize } from './synthesized.ts';

const linter = findLinter();
const testWithLinter = linter === undefined ? test.skip : test;

/**
 * W3005: a function and a state machine wait for their role in two ways, by reference and by name; the CDK writes
 * both, and the second is what makes them wait for the role's attached policies too.
 */
const accepted = ['W3005'];

testWithLinter.each<[string, Configuration]>([
  ['as it is', {}],
  ['with an endpoint', { endpoint: { stage: 'production' } }],
  ['with an endpoint that sleeps, without GPUs', { endpoint: { stage: 'development', instanceType: 'ml.c7i.xlarge' } }],
  ['with endpoints of subjects’ own', { endpoint: { stage: 'production', mode: 'dedicated' } }],
  ['without an API', { api: false }],
  [
    'with API and console under names of their own',
    {
      api: {
        domain: { name: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a' },
        reservedConcurrency: { api: 50, streams: 20 },
        identity: { callbackUrls: ['https://console.example.com/'], domainPrefix: 'example' },
      },
      console: {
        domain: { name: 'likeness.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/b' },
        webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b',
      },
    },
  ],
])('cfn-lint finds nothing in the template %s', (_, configuration) => {
  const { file } = synthesize({ configuration });
  const { status, stdout, stderr } = spawnSync(linter ?? '', ['--ignore-checks', ...accepted, '--template', file], {
    encoding: 'utf8',
  });
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});

/** The project's own, else the machine's. */
function findLinter(): string | undefined {
  const own = join(import.meta.dirname, '..', '..', '.venv', 'bin', 'cfn-lint');
  return [own, 'cfn-lint'].find(
    (command) => (command === 'cfn-lint' || existsSync(command)) && spawnSync(command, ['--version']).status === 0,
  );
}
