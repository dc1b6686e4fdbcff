import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { token } from '../../bin/commands/token.ts';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { LikenessError } from '../../lib/domain/errors.ts';
import { localClients } from '../../lib/local/clients.ts';
import { installation } from '../../lib/local/installation.ts';
import { localTokens, openIssuer } from '../../lib/local/issuer.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { likeness, root } from '../fixtures/command.ts';

const program = join(root, 'bin', 'likeness.ts');
const run = (...args: string[]) => likeness(['token', ...args], { program });

describe('likeness token', () => {
  let base: string;
  let data: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'likeness-token-'));
    data = join(base, 'data');
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  /** Who the service of that machine takes the bearer for. */
  async function bearer(text: string) {
    const records = sqliteRecords(join(data, 'records.sqlite'));
    try {
      const tokens = localTokens(await openIssuer(join(data, 'issuer')));
      return await authenticate({ tokens, records }, `Bearer ${text}`);
    } finally {
      records.close();
    }
  }

  test('prints tokens that this machine takes, also where several commands make its key at once', async () => {
    const all = await Promise.all(
      ['acme', 'umbrella', 'acme'].map((tenant) => run('--tenant', tenant, '--data', data)),
    );
    for (const [at, { status, stdout, stderr }] of all.entries()) {
      expect({ status, stderr: stderr.replace(/^.*Warning.*\n/gm, '') }).toMatchObject({ status: 0 });
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const tenant = at === 1 ? 'umbrella' : 'acme';
      expect(await bearer(stdout.trim())).toMatchObject({ tenant, role: 'member', principal: 'user:operator' });
    }
  });

  test('as JSON says what it is and until when', async () => {
    const asked = ['--tenant', 'acme', '--user', 'ann', '--role', 'admin', '--hours', '0.5', '--data', data, '--json'];
    const { status, stdout } = await run(...asked);
    const printed = JSON.parse(stdout) as { token: string; expiresAt: string };
    expect({ status, ...printed }).toMatchObject({ status: 0, version: 1, tenant: 'acme', user: 'ann', role: 'admin' });
    const { exp } = await localTokens(await openIssuer(join(data, 'issuer'))).verify(printed.token);
    expect(Math.abs(Date.parse(printed.expiresAt) - exp * 1000)).toBeLessThanOrEqual(1000);
    expect(await bearer(printed.token)).toMatchObject({ name: 'ann', role: 'admin', kind: 'person' });
  });

  test('registers a machine client, whose secret gets it tokens', async () => {
    const list = 'likeness/embed,likeness/read';
    const { status, stdout } = await run(
      '--tenant',
      'acme',
      '--client',
      'till',
      '--scopes',
      list,
      '--data',
      data,
      '--json',
    );
    const { clientId, secret, ...about } = JSON.parse(stdout) as { clientId: string; secret: string };
    const scopes = ['likeness/read', 'likeness/embed'];
    expect({ status, ...about }).toEqual({ status: 0, version: 1, tenant: 'acme', name: 'till', scopes });
    const records = sqliteRecords(join(data, 'records.sqlite'));
    const clients = localClients(records, await openIssuer(join(data, 'issuer')), systemClock);
    const granted = await clients.clientCredentials(clientId, secret, []);
    records.close();
    expect(await bearer(granted.token)).toMatchObject({ tenant: 'acme', kind: 'machine', name: 'till', scopes });
  });

  test('prints for people what they have to keep', async () => {
    const shown = { stdout: '', stderr: '' };
    const io = {
      stdout: { write: (text: string) => (shown.stdout += text) },
      stderr: { write: (text: string) => (shown.stderr += text) },
    };
    const args = ['--tenant', 'acme', '--client', 'till', '--scopes', 'likeness/read'];
    expect(await token(args, io, { ...installation({}), data })).toBe(0);
    expect(shown.stdout).toMatch(/^client {4}[0-9a-z]{26}\nsecret {4}[\w-]{43}\n$/);
    expect(shown.stderr).toContain('not shown again');
  });

  test.each([
    [[], 'OptionInvalid', '--tenant'],
    [['--tenant', ''], 'OptionInvalid', '--tenant is empty'],
    [['--tenant', 'Acme'], 'OptionInvalid', "'Acme'"],
    [['--tenant', 'acme', '--role', 'owner'], 'OptionInvalid', 'member or admin'],
    [['--tenant', 'acme', '--user', 'a b'], 'OptionInvalid', "'a b'"],
    [['--tenant', 'acme', '--hours', '25'], 'OptionInvalid', '24'],
    [['--tenant', 'acme', '--hours', '0'], 'OptionInvalid', '--hours'],
    [['--tenant', 'acme', '--hours', '1e1'], 'OptionInvalid', '--hours'],
    [['--tenant', 'acme', '--scopes', 'likeness/read'], 'OptionInvalid', '--client'],
    [['--tenant', 'acme', '--client', 'till'], 'OptionInvalid', '--scopes'],
    [['--tenant', 'acme', '--client', 'till', '--scopes', 'read'], 'OptionInvalid', "'read'"],
    [['--tenant', 'acme', '--client', 'a till', '--scopes', 'likeness/read'], 'OptionInvalid', "'a till'"],
    [['--tenant', 'acme', '--client', 'till', '--role', 'admin'], 'OptionInvalid', '--role'],
    [['--tenant', 'acme', '--days', '1'], 'OptionUnknown', '--days'],
    [['acme'], 'OptionUnknown', 'acme'],
  ])('%j is %s', async (args, code, word) => {
    const nobody = { write: () => true };
    const place = { ...installation({}), data };
    const error = await token(args, { stdout: nobody, stderr: nobody }, place).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LikenessError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(word) });
  });
});
