import { STSClient } from '@aws-sdk/client-sts';
import { buffered } from '../../lib/aws/api-gateway.ts';
import { apiTelemetry } from '../../lib/aws/api-telemetry.ts';
import { cloudDirectory } from '../../lib/aws/directory.ts';
import { cloudPorts, required } from '../../lib/aws/home.ts';
import { receiptSigner, servicePorts } from '../../lib/aws/service.ts';
import { tenantPorts } from '../../lib/aws/tenant-ports.ts';
import { tenantSessions } from '../../lib/aws/tenant-sessions.ts';
import { tenantPartition } from '../../lib/domain/keys.ts';
import { identityFromContext } from '../authorizer/identity-context.ts';
import { create } from './handler.ts';

const { ports: ofRuns, home } = cloudPorts(process.env);
const ports = servicePorts(process.env, ofRuns);
const { LIKENESS_TENANT_ROLE_ARN: role, LIKENESS_TABLE: table } = required(process.env, [
  'LIKENESS_TENANT_ROLE_ARN',
  'LIKENESS_TABLE',
]);
const sessions = tenantSessions(new STSClient({}), role, ports.clock);
const portsOf = tenantPorts(sessions, { bucket: home.bucket, table }, ports);

/** A name that a tenant may have: what is read there is nothing. */
const nobody = 'readyz';

export const telemetry = apiTelemetry();

export const app = create({
  home,
  directory: cloudDirectory(process.env),
  signer: receiptSigner(process.env),
  portsFor: async (tenant) => portsOf(tenant),
  identify: async ({ env }) =>
    identityFromContext((env as { event: { requestContext: unknown } }).event.requestContext),
  async ready() {
    const read = portsOf(nobody).records.get({ pk: tenantPartition(nobody), sk: 'READY' });
    return read.then(
      () => true,
      () => false,
    );
  },
  origins: (process.env.LIKENESS_ORIGINS ?? '').split(',').filter((origin) => origin !== ''),
  onAnswer: telemetry.answered,
});

export const handler = buffered(app, telemetry);
