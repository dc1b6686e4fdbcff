import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { acceptInvitation, newestRun, openVisit, type Visit } from '../../fixtures/visit.ts';

const run = promisify(execFile);
const mel = 'mel@example.com';

/** Goes back to as it was: a walk leaves nobody behind. */
const remove = ({ likeness }: Visit, member: string) =>
  likeness.http.DELETE('/v1/members/{member}', { params: { path: { member } } });

/** Somebody is invited, made an admin and a member again, and removed; the last admin stays. */
export async function managesMembers(visit: Visit): Promise<void> {
  const { page, open, heading, inspect, likeness, faults } = visit;
  await open('/members');
  await heading('Members');
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const dialog = page.getByRole('dialog');
  await row('ann').getByText('You').waitFor();
  const only = page.getByRole('button', { name: 'Remove: ann' });
  expect(await only.getAttribute('aria-disabled')).toBe('true');
  await only.focus();
  await page.getByRole('tooltip').getByText('this is the only one').waitFor();

  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await dialog.getByLabel('Address').fill('mel');
  await dialog.getByLabel('Address').press('Enter');
  await dialog.getByText('Write an address of mail').waitFor();
  await inspect('members-invite');
  await dialog.getByLabel('Address').fill(mel);
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  await dialog.getByText(/oauth2\/join\?code=/).waitFor();
  await inspect('members-invitation');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await row(mel).getByText('Invited').waitFor();
  await inspect('members');

  await page.getByRole('button', { name: `Make an admin: ${mel}` }).click();
  await dialog.getByText('invite and remove people').waitFor();
  await inspect('members-role');
  await dialog.getByRole('button', { name: 'Make an admin' }).click();
  await row(mel).getByText('Admin', { exact: true }).waitFor();
  // Another admin makes mel a member meanwhile, which leaves one who can't go.
  const asMember = { params: { path: { member: mel } }, body: { role: 'member' as const } };
  await likeness.http.PATCH('/v1/members/{member}', asMember);
  await page.getByRole('button', { name: 'Make a member: ann' }).click();
  await dialog.getByRole('button', { name: 'Make a member' }).click();
  await dialog.getByText('The tenant would have no admin left').waitFor();
  expect(faults.splice(0)).toEqual([expect.stringContaining('409')]);
  await dialog.getByRole('button', { name: 'Leave it' }).click();

  await page.getByRole('button', { name: `Remove: ${mel}` }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText(`${mel} is removed.`).waitFor();
  await row(mel).waitFor({ state: 'detached' });
}

/** A machine client is made, gets a token as its page says, and is deleted. */
export async function managesClients({ page, open, heading, inspect, service }: Visit): Promise<void> {
  await open('/clients');
  await heading('Machine clients');
  await page.getByText('No machine clients yet').waitFor();
  await page.getByRole('button', { name: 'Make a machine client' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Warehouse camera');
  await dialog.getByLabel('Ask endpoints').check();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await dialog.getByText('Use lower-case letters').waitFor();
  await inspect('clients-new');
  await dialog.getByLabel('Name').fill('warehouse-camera');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const command = (await dialog.locator('pre').textContent()) ?? '';
  await inspect('clients-secret');

  const { stdout } = await run('bash', ['-c', command]);
  const { access_token: token, scope } = JSON.parse(stdout) as { access_token: string; scope: string };
  expect(scope).toBe('likeness/read likeness/embed');
  const asked = await fetch(`${service.url}/v1/subjects`, { headers: { Authorization: `Bearer ${token}` } });
  expect(asked.status).toBe(200);

  await dialog.getByRole('button', { name: 'I have kept the secret' }).click();
  await page.getByRole('cell', { name: 'Read, Ask endpoints' }).waitFor();
  await inspect('clients');
  await page.getByRole('button', { name: 'Delete: warehouse-camera' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No machine clients yet').waitFor();
  await expect(run('bash', ['-c', `${command} --fail`])).rejects.toThrow();
}

/** What was used, in other days too and as a file; and quotas, which are changed and changed back. */
export async function readsUsage({ page, open, heading, inspect, likeness }: Visit): Promise<void> {
  await open('/usage');
  await heading('Usage and quotas');
  await page.getByText('a machine of your own, which charges nothing').waitFor();
  await page.getByRole('heading', { name: 'Runs that ended' }).waitFor();
  await page.getByRole('application', { name: 'Time of jobs by day' }).waitFor();
  await inspect('usage');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toMatch(/^usage-\d{4}-\d\d-01-.+\.csv$/);
  expect(await readFile(await file.path(), 'utf8')).toMatch(/^day,runs,seconds,usd,images\r\n\d{4}-/);
  await open('/usage?from=2024-01-01&to=2024-01-31');
  await page.getByText(/Jan.*2024 to .*Jan.*2024/).waitFor();
  await inspect('usage-none');
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await page.getByRole('heading', { name: 'Day by day' }).waitFor();
  expect(new URL(page.url()).search).toBe('?range=last-30-days');

  await page.getByRole('tab', { name: 'Quotas' }).click();
  await page.getByText(/ of \$50\.00/).waitFor();
  await inspect('quotas');
  const dialog = page.getByRole('dialog');
  const change = async (values: Readonly<Record<string, string>>) => {
    await page.getByRole('button', { name: 'Change quotas' }).click();
    for (const [name, value] of Object.entries(values)) await dialog.getByLabel(name, { exact: true }).fill(value);
    await dialog.getByRole('button', { name: 'Save' }).click();
  };
  await change({ 'Money of the month': '12.5', Subjects: '0' });
  await dialog.getByText('That is less than is used now').waitFor();
  await inspect('quotas-lower');
  await dialog.getByRole('button', { name: 'Lower them all the same' }).click();
  await page.getByText(/ of \$12\.50/).waitFor();
  const { data } = await likeness.http.GET('/v1/quotas');
  expect(data).toMatchObject({ usdMicrosPerMonth: 12_500_000, subjects: 0 });
  await change({ 'Money of the month': '50', Subjects: '100' });
  await page.getByText(/ of \$50\.00/).waitFor();
}

/** Who did what, in sentences that lead to what is still there; what one alone did. */
export async function readsAudit({ page, open, heading, inspect, service, likeness }: Visit): Promise<void> {
  await open('/audit');
  await heading('Audit log');
  // In the table: it is announced elsewhere too, a while later.
  const waiting = page.getByRole('grid', { name: 'Audit log' }).getByText('Loading the audit log');
  const loaded = () => waiting.waitFor({ state: 'hidden' });
  await loaded();
  await page
    .getByRole('button', { name: /Copy the request id/ })
    .first()
    .waitFor();
  await inspect('audit');
  const started = page.getByRole('row').filter({ hasText: 'started a run of sunrise-mug' });
  while ((await started.count()) === 0) {
    const { href: before } = new URL(page.url());
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL((address) => address.href !== before);
    await loaded();
  }
  await inspect('audit-later');
  const { href } = new URL(page.url());
  await open(href.slice(service.url.length));
  const run = started.first().getByRole('link', { name: 'a run', exact: true });
  await run.waitFor();

  const { data } = await likeness.http.GET('/v1/audit', { params: { query: { limit: 100 } } });
  const { name = '', principal = '' } = data?.data.at(-1) ?? {};
  await page
    .getByRole('link', { name: `${name}: show only what they did` })
    .first()
    .click();
  await page.waitForURL(`**/audit?principal=${encodeURIComponent(principal)}`);
  await loaded();
  expect(
    await page
      .getByRole('row')
      .filter({ hasText: `${name} ` })
      .count(),
  ).toBeGreaterThan(0);
  await page.getByRole('button', { name: /Filter by who did it/ }).waitFor();
  await page.goBack();
  await run.click();
  await heading('Run of sunrise-mug');
}

/** Addresses that admins alone may ask for. */
const adminViews = ['/members', '/clients', '/usage', '/webhooks', '/retention', '/audit'] as const;
const asked = /\/v1\/(members|clients|usage|quotas|webhooks|retention|audit)/;

/** A member is kept from what is for admins, by the console and by the API; a person of another tenant sees nothing at all. */
export async function refusesMembers(visit: Visit): Promise<void> {
  const browser = visit.context.browser();
  if (browser === null) throw new Error('The window is of no browser.');
  const { service, likeness } = visit;
  const here = await newestRun(likeness, 'sunrise-mug');
  const invited = await likeness.http.POST('/v1/members', { body: { email: mel, role: 'member' } });
  const member = await openVisit(browser, service, likeness);
  await acceptInvitation(member, invited.data?.invitation ?? '', mel);
  await member.heading('Runs');

  const requests: string[] = [];
  let token = '';
  member.page.on('request', (request) => {
    requests.push(new URL(request.url()).pathname);
    token = request.headers().authorization ?? token;
  });
  await member.open('/runs');
  await member.page.getByRole('link', { name: here }).waitFor();
  expect(await member.page.getByText('Administration').count()).toBe(0);
  for (const path of adminViews) {
    await member.open(path);
    await member.heading('This is for admins');
    expect(await member.page.getByRole('navigation').locator(`a[href="${path}"]`).count()).toBe(0);
  }
  await member.inspect('for-admins');
  expect(requests.filter((path) => asked.test(path))).toEqual([]);
  const ask = async (method: string, path: string) => {
    const headers = { Authorization: token, 'Content-Type': 'application/json' };
    return (await fetch(service.url + path, { method, headers, ...(method !== 'GET' && { body: '{}' }) })).status;
  };
  for (const path of ['/v1/members', '/v1/clients', '/v1/webhooks', '/v1/audit']) {
    expect([path, await ask('GET', path)]).toEqual([path, 403]);
  }
  expect([await ask('PATCH', '/v1/quotas'), await ask('PUT', '/v1/retention')]).toEqual([403, 403]);
  expect(member.faults).toEqual([]);
  await member.context.close();
  await remove(visit, mel);

  // The service's own admin is of another tenant.
  const sam = 'sam@example.com';
  const { invitation } = await service.read<{ invitation: string }>('POST', '/v1/members', {
    email: sam,
    role: 'member',
  });
  const stranger = await openVisit(browser, service, likeness);
  await acceptInvitation(stranger, invitation, sam);
  await stranger.page.getByText('No runs yet').waitFor();
  await stranger.open('/subjects');
  await stranger.page.getByText('No subjects yet').waitFor();
  await stranger.open(`/runs/${here}`);
  await stranger.heading('There is no such run');
  await stranger.context.close();
  await service.ask('DELETE', `/v1/members/${sam}`);
}
