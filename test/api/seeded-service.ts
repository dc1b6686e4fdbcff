import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../lib/domain/identity.ts';
import { openIssuer } from '../../lib/local/issuer.ts';
import { root, start } from '../fixtures/command.ts';
import { type KnownIds, seed } from './seeded.ts';

/** What the service said of a request that it answered. */
export interface LoggedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly error: string | null;
}

export interface RunningService {
  readonly url: string;
  /** What each tenant has. */
  readonly known: Readonly<Record<string, KnownIds>>;
  /** A folder for whatever a test writes. */
  readonly folder: string;
  token(tenant: string, role: Role): Promise<string>;
  /** Ends it, and says what it said meanwhile: of each request, and of what failed outside of any. */
  stop(): Promise<{ readonly status: number | null; readonly requests: LoggedRequest[]; readonly stderr: string }>;
}

/** `likeness up` as a process of its own, on a port that is free, with one of everything for each tenant. */
export async function startSeeded(tenants: readonly string[]): Promise<RunningService> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-running-'));
  const data = join(folder, 'data');
  const known: Record<string, KnownIds> = {};
  for (const tenant of tenants) known[tenant] = await seed(data, tenant);
  const { child, ended } = start(['up', '--port', '0', '--data', data, '--json'], {
    program: join(root, 'bin', 'likeness.ts'),
    env: { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (text: string) => {
      const { url: address } = JSON.parse(text.slice(0, text.indexOf('\n')));
      if (address !== undefined) resolve(address);
    });
    void ended.then(({ stdout, stderr }) => reject(new Error(`The service ended: ${stderr}${stdout}`)));
  });
  const issuer = await openIssuer(join(data, 'issuer'));
  return {
    url,
    known,
    folder,
    token: (tenant, role) => issuer.issue({ tenant, user: 'someone', role, seconds: 24 * 3600 }),
    async stop() {
      child.kill('SIGINT');
      const { status, stdout, stderr } = await ended;
      rmSync(folder, { recursive: true });
      const lines = stdout.trimEnd().split('\n').slice(1);
      return { status, stderr, requests: lines.map((line) => JSON.parse(line).request as LoggedRequest) };
    },
  };
}
