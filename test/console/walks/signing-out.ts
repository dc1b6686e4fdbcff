import { password } from '../../fixtures/sign-in.ts';
import { newestRun, type Visit } from '../../fixtures/visit.ts';

/** What is not there, signing out, and coming back by an address that signing in keeps. */
export async function signsOutAndIn(visit: Visit): Promise<void> {
  const { service, context, page, faults, likeness, heading, inspect } = visit;
  const run = await newestRun(likeness, 'sunrise-mug');
  await page.goto(`${service.url}/runs/none/of/that`);
  await heading('There is no such page');
  await inspect('not-found');

  // What is asked for while the signing out is under way signs nobody in again.
  await visit.open('/runs');
  await heading('Runs');
  await page.route(
    '**/oauth2/revoke',
    async (route) => {
      await page.evaluate("dispatchEvent(new Event('online'))");
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: /ann/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading('You are signed out');
  await inspect('signed-out');
  expect(faults).toEqual([]);

  // A deep link is kept through signing in again, which takes the password now.
  await page.goto(`${service.url}/runs/${run}?tab=logs`);
  await page.getByLabel('User name').fill('ann');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading('Run of sunrise-mug');
  expect(page.url()).toBe(`${service.url}/runs/${run}?tab=logs`);

  await context.setOffline(true);
  await page.getByText('You are offline').waitFor();
  await context.setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'hidden' });
  await page.goto(`${service.url}/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV`);
  await heading('There is no such run');
  // The browser tells of each answer that there is none, and of what was asked while there was no network.
  for (const fault of faults.splice(0)) expect(fault).toMatch(/404 \(Not Found\)|ERR_INTERNET_DISCONNECTED/);
}
