import { readFile } from 'node:fs/promises';
import type { Likeness } from '../../../clients/typescript/src/index.ts';
import type { Visit } from '../../fixtures/visit.ts';
import { subject } from './new-subject.ts';

/** How long what runs leave is kept: shortened after a word on what goes, and left as it was. */
export async function setsRetention({ page, open, heading, inspect, likeness }: Visit): Promise<void> {
  const dialog = page.getByRole('dialog');
  const days = page.getByLabel("Photos: days after a run's end");
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const kept = () => likeness.http.GET('/v1/retention').then(({ data }) => data);
  const before = await kept();

  await open('/retention');
  await heading('Retention');
  await page.getByRole('checkbox', { name: /Photos$/ }).check();
  await days.fill('0');
  await page.getByText('Give a whole number of days').waitFor();
  await days.fill('400');
  await page.getByRole('checkbox', { name: /Whole runs$/ }).check();
  await page.getByText('Whole runs go after 90 days, and their photos with them.').waitFor();
  await inspect('retention');
  await press('Save');
  await dialog.getByText("Photos, 400 days after a run's end: no run is that old yet.").waitFor();
  await inspect('retention-shortened');
  expect(await kept()).toEqual(before);
  await dialog.getByRole('button', { name: 'Delete what is older' }).click();
  const said = page.getByText('kept as you say from now on');
  await said.waitFor();
  expect(await kept()).toEqual({ photosDays: 400, syntheticDays: null, runsDays: 90 });

  // To keep more is nothing to ask about.
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('checkbox', { name: /Photos$/ }).uncheck();
  await page.getByRole('checkbox', { name: /Whole runs$/ }).uncheck();
  await press('Save');
  await said.waitFor();
  expect(await kept()).toEqual(before);
}

async function deletionOf(likeness: Likeness): Promise<string> {
  const { data } = await likeness.http.GET('/v1/deletions');
  return data?.data.find((deletion) => deletion.subject === subject)?.id ?? '';
}

/** The deletion that just began, in the list and on a page of its own. */
export async function seesDeletion({ page, open, heading, inspect, likeness }: Visit): Promise<void> {
  const id = await deletionOf(likeness);
  await open('/deletions');
  await heading('Deletions');
  await page.getByRole('row', { name: subject }).getByText('Under way').waitFor();
  await inspect('deletions');
  await page.getByRole('link', { name: subject }).click();
  await heading(`Deletion: ${subject}`);
  expect(new URL(page.url()).pathname).toBe(`/deletions/${id}`);
  await page.getByText('The deletion is under way').waitFor();
  await page.getByRole('progressbar', { name: 'Until the last look' }).waitFor();
  await inspect('deletion-under-way');
}

/** Its receipt, a minute after it was asked for, when the service has looked once more: signed, verified, and kept. */
export async function readsReceipt({ page, open, heading, inspect, likeness, faults }: Visit): Promise<void> {
  const id = await deletionOf(likeness);
  await open(`/deletions/${id}`);
  await heading(`Deletion: ${subject}`);
  await page.getByText('The signature is good').waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByText('It is the list that was signed').waitFor();
  await page.getByRole('button', { name: 'Check it without this console' }).click();
  await page.getByText('likeness-receipts.json').waitFor();
  await inspect('deletion');
  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the receipt' }).click();
  const kept = JSON.parse(await readFile(await (await downloaded).path(), 'utf8')) as object;
  const { listUrl: _listUrl, ...receipt } = await likeness.http
    .GET('/v1/deletions/{deletion}', { params: { path: { deletion: id } } })
    .then(({ data }) => data ?? { listUrl: null });
  expect(kept).toEqual(receipt);

  // What says something else than was signed is not believed.
  await page.route(`**/v1/deletions/${id}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), bytes: 1 } });
  });
  await page.reload();
  await page.getByText('What is shown is not what was signed').waitFor();
  await page.getByText('These differ: bytes').waitFor();
  await page.unroute(`**/v1/deletions/${id}`);
  await open('/deletions/01ARZ3NDEKTSV4RRFFQ69G5FAV');
  await heading('There is no such deletion');
  // The browser notes each answer that refuses.
  expect(faults.splice(0)).toEqual([expect.stringContaining('404')]);
}
