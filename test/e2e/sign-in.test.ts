import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { likeness, root } from '../fixtures/command.ts';
import { startService } from '../fixtures/service.ts';
import { answerOf, Browser, client, newRequest, password } from '../fixtures/sign-in.ts';

const program = join(root, 'bin', 'likeness.ts');

interface Listed {
  readonly members: readonly { readonly user: string; readonly role: string; readonly invited: boolean }[];
}

let data: string;
let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'likeness-sign-in-'));
  service = await startService(data);
});
afterAll(async () => {
  service.up.child.kill('SIGINT');
  await service.up.ended;
  await rm(data, { recursive: true, force: true });
});

const member = async (...args: string[]) => {
  const { status, stdout } = await likeness(['member', ...args, '--data', data, '--json'], { program });
  return { status, document: JSON.parse(stdout) as unknown };
};
const pathOf = (address: string): string => address.slice(service.url.length);

/** Signs in as a page of the service itself does, and says how many subjects the person sees. */
async function subjectsSeen(user: string): Promise<number> {
  const redirect = `${service.url}/`;
  const { path, verifier } = newRequest({ redirect_uri: redirect });
  const { code = '' } = answerOf(await new Browser(service.url).signIn(path, user));
  const form = { grant_type: 'authorization_code', client_id: client, code, redirect_uri: redirect };
  const body = new URLSearchParams({ ...form, code_verifier: verifier });
  const { access_token: token } = (await (
    await fetch(`${service.url}/oauth2/token`, { method: 'POST', body })
  ).json()) as {
    access_token: string;
  };
  const response = await fetch(`${service.url}/v1/subjects`, { headers: { Authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: unknown[] }).data.length;
}

test('the first person chooses name and password at the address that likeness up prints, and asks the API', async () => {
  expect(service.signIn).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\/join\?code=[\w-]{43}$/);
  const page = pathOf(service.signIn ?? '');
  const taken = await new Browser(service.url).submit(page, { user: 'ann', password, again: password });
  expect(await taken.text()).toContain('You are ann, admin of the tenant local');
  expect(await subjectsSeen('ann')).toBe(0);
});

test('others are added, listed, changed and removed by a command', async () => {
  await service.read('POST', '/v1/subjects', { id: 'mug', category: 'mug' });
  const added = await member('add', '--tenant', 'acme', '--user', 'bob', '--url', `${service.url}/`);
  expect(added).toMatchObject({ status: 0, document: { version: 1, tenant: 'acme', user: 'bob', role: 'member' } });
  const { address } = added.document as { address: string };
  expect((await new Browser(service.url).submit(pathOf(address), { password, again: password })).status).toBe(200);
  expect(await subjectsSeen('bob')).toBe(1);
  expect((await member('role', '--tenant', 'acme', '--user', 'bob', '--role', 'admin')).status).toBe(0);
  await member('add', '--tenant', 'acme', '--user', 'carol');
  const { members } = (await member('list', '--tenant', 'acme')).document as Listed;
  expect(members.map(({ user, role, invited }) => [user, role, invited])).toEqual([
    ['bob', 'admin', false],
    ['carol', 'member', true],
  ]);
  expect((await member('remove', '--tenant', 'acme', '--user', 'bob')).status).toBe(0);
  expect(
    (await new Browser(service.url).signIn(newRequest({ redirect_uri: `${service.url}/` }).path, 'bob')).status,
  ).toBe(403);
});

test('an installation that has people invites nobody by itself', async () => {
  service.up.child.kill('SIGINT');
  await service.up.ended;
  service = await startService(data);
  expect(service.signIn).toBeNull();
});

test.each([
  [['add', '--tenant', 'acme', '--user', 'ann'], 'NameTaken'],
  [['add', '--tenant', 'acme', '--user', 'Ann'], 'OptionInvalid'],
  [['add', '--tenant', 'Acme', '--user', 'eve'], 'OptionInvalid'],
  [['add', '--tenant', 'acme'], 'OptionInvalid'],
  [['add', '--user', 'eve'], 'OptionInvalid'],
  [['add', '--tenant', 'acme', '--user', 'eve', '--role', 'owner'], 'OptionInvalid'],
  [['add', '--tenant', 'acme', '--user', 'eve', '--url', 'here'], 'OptionInvalid'],
  [['remove', '--tenant', 'acme', '--user', 'ann'], 'OptionInvalid'],
  [['role', '--tenant', 'local', '--user', 'ann'], 'OptionInvalid'],
  [['role', '--tenant', 'acme', '--user', 'ann', '--role', 'admin'], 'OptionInvalid'],
  [['list', '--tenant', 'local', '--user', 'ann'], 'OptionInvalid'],
  [['invite', '--tenant', 'local'], 'OptionInvalid'],
  [['list', '--tenants', 'local'], 'OptionUnknown'],
])('likeness member %j is %s', async (args, code) => {
  expect(await member(...args)).toMatchObject({ status: 2, document: { error: { code } } });
});
