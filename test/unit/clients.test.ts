import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { scopes } from '../../lib/domain/identity.ts';
import { clientKey, sharedPartition } from '../../lib/domain/keys.ts';
import { type Clients, localClients } from '../../lib/local/clients.ts';
import { type Issuer, localTokens, openIssuer } from '../../lib/local/issuer.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';

const clock = { now: () => '2026-01-31T12:00:00.000Z' };
const warehouse = { tenant: 'acme', name: 'warehouse', scopes: ['likeness/read', 'likeness/embed'] } as const;

describe('the machine clients of one machine', () => {
  let folder: string;
  let records: SqliteRecords;
  let issuer: Issuer;
  let clients: Clients;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'likeness-clients-'));
    records = sqliteRecords(join(folder, 'records.sqlite'));
    issuer = await openIssuer(join(folder, 'issuer'));
    clients = localClients(records, issuer, clock);
  });
  afterAll(() => {
    records.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('get tokens for their secret, by which they are who their record says', async () => {
    const { clientId, secret } = await clients.register(warehouse);
    const granted = await clients.clientCredentials(clientId, secret, []);
    expect(granted).toMatchObject({ scopes: warehouse.scopes, seconds: 3600 });
    const identity = await authenticate({ tokens: localTokens(issuer), records }, `Bearer ${granted.token}`);
    expect(identity).toEqual({
      ...{ tenant: 'acme', principal: `client:${clientId}`, role: 'member', kind: 'machine', name: 'warehouse' },
      scopes: ['likeness/read', 'likeness/embed'],
    });
  });

  test('get the scopes that they ask for, and none that are not theirs', async () => {
    const { clientId, secret } = await clients.register(warehouse);
    const { token, scopes: given } = await clients.clientCredentials(clientId, secret, ['likeness/embed']);
    expect(given).toEqual(['likeness/embed']);
    expect(await localTokens(issuer).verify(token)).toMatchObject({ scope: 'likeness/embed' });
    for (const foreign of ['likeness/admin', 'openid', '', 'likeness/read ']) {
      const refused = clients.clientCredentials(clientId, secret, ['likeness/read', foreign]);
      await expect(refused).rejects.toMatchObject({ code: 'NotPermitted' });
    }
  });

  test('are refused without their own secret, in words that do not say what was wrong', async () => {
    const [one, other] = [await clients.register(warehouse), await clients.register(warehouse)];
    expect(one).not.toEqual(other);
    const messages = [];
    for (const [id, secret] of [
      [one.clientId, other.secret],
      [one.clientId, ''],
      [one.clientId, `${one.secret}x`],
      ['nobody', one.secret],
      ['', ''],
      ['%', one.secret],
    ] as const) {
      const error = await clients.clientCredentials(id, secret, []).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'TokenInvalid' });
      messages.push(String(error));
    }
    expect(new Set(messages).size).toBe(1);
  });

  test('have a record in no tenant that is of no use for signing in', async () => {
    const { clientId, secret } = await clients.register({ ...warehouse, scopes });
    const { secret: kept, ...about } = { secret: null, ...(await records.get(clientKey(clientId))) };
    expect(about).toEqual({
      ...{ pk: sharedPartition, sk: `CLIENT#${clientId}`, tenant: 'acme', name: 'warehouse' },
      ...{ scopes: [...scopes], createdAt: clock.now() },
    });
    const { salt, hash } = kept as unknown as { salt: string; hash: string };
    for (const text of [salt, hash, `${salt}${hash}`]) {
      const refused = clients.clientCredentials(clientId, text, []);
      await expect(refused).rejects.toMatchObject({ code: 'TokenInvalid' });
    }
    const bytes = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(folder, name), 'latin1'));
    expect(bytes.join('')).toContain(hash);
    expect(bytes.join('')).not.toContain(secret);
  });

  test.each([
    [{ tenant: 'Acme' }, 'tenant'],
    [{ name: '' }, 'client'],
    [{ name: 'two words' }, "'two words'"],
    [{ scopes: [] }, 'scope'],
  ])('are not registered with %j', async (changes, word) => {
    const before = (await records.query(sharedPartition, 'CLIENT#')).length;
    const error = { code: 'OptionInvalid', message: expect.stringContaining(word) };
    await expect(clients.register({ ...warehouse, ...changes })).rejects.toMatchObject(error);
    expect(await records.query(sharedPartition, 'CLIENT#')).toHaveLength(before);
  });
});
