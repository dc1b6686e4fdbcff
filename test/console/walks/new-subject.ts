import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runLimit, samples } from '../../fixtures/command.ts';
import { newestRun, type Visit } from '../../fixtures/visit.ts';

/** What the walks make of three photos, watch to its end and delete. */
export const subject = 'walked-robot';

/** From three photos of a thing to its first run, by way of what is wrong with some of them. */
export async function makesSubject({ page, faults, likeness, open, heading, inspect }: Visit): Promise<void> {
  const photo = (number: string) => join(samples, 'tin-robot/reference', `${number}.jpg`);
  const next = () => page.getByRole('button', { name: 'Next' }).click();
  /** Said above the buttons, and a second time to who hears it. */
  const told = (text: string) => page.getByText(text, { exact: true }).waitFor();
  await open('/new-subject');
  await heading('Name the thing');
  await next();
  await page.getByText('Give it a name.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Sunrise mug');
  await page.getByText(/can't be changed later/).waitFor();
  expect(await page.getByLabel('Id', { exact: true }).inputValue()).toBe('sunrise-mug-2');
  await page.getByLabel('Id', { exact: true }).fill('sunrise-mug');
  await page.getByText('There is a subject sunrise-mug already.').waitFor();
  await inspect('new-subject-name');
  await page.getByLabel('Name', { exact: true }).fill('Walked robot');
  await page.getByLabel('Id', { exact: true }).fill(subject);
  await page.getByLabel('Category').fill('robot');
  await next();

  await heading('Choose its photos');
  await next();
  await told('Choose at least two reference photos, better three from different sides.');
  await inspect('new-subject-no-photos');
  const choose = page.getByLabel('Choose photos');
  await choose.setInputFiles(['00', '01', '02'].map(photo));
  const copy = { name: 'copy.jpg', mimeType: 'image/jpeg', buffer: await readFile(photo('00')) };
  const notes = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('Dear diary, no picture yet.') };
  await choose.setInputFiles([copy, notes]);
  await page.getByText('One file is not taken').waitFor();
  await page.getByText('The same picture as 00.jpg: it counts once.').waitFor();
  await page.getByText('It is no picture: a JPEG, PNG or WebP file is.').waitFor();
  await page.getByText(/With no held-out photo the verdict is made by leaving out/).waitFor();
  await inspect('new-subject-photos');

  // The photos are asked about before they are left behind.
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page.getByRole('dialog', { name: 'Leave without starting a run?' }).waitFor();
  await inspect('new-subject-leaving');
  await page.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Remove copy.jpg' }).click();
  await page.getByText('it counts once').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Previous' }).click();
  await heading('Name the thing');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Walked robot');
  await page.goBack();
  await heading('Choose its photos');
  await page.getByRole('img', { name: '02.jpg' }).waitFor();
  // One of them does not arrive at first: it alone is sent again.
  let posts = 0;
  await page.route('**/objects', async (route) => {
    posts += 1;
    if (posts === 2) await route.abort('connectionreset');
    else await route.continue();
  });
  await next();
  await told('Some photos did not arrive. Next sends those again, and only those.');
  await inspect('new-subject-failed');
  expect(faults.splice(0)).toEqual([expect.stringContaining('ERR_CONNECTION_RESET')]);
  await next();

  await heading('Start the run');
  // Three, and one of them again.
  expect(posts).toBe(4);
  await page.unroute('**/objects');
  await page.getByText(/About \d+ s on this machine, at no cost/).waitFor();
  await inspect('new-subject-settings');
  // What is with the service is gone on from.
  await page.reload();
  await heading('Start the run');
  await page.getByText('laptop', { exact: true }).waitFor();
  await page.getByRole('radio', { name: 'Never' }).check();
  await page.getByRole('button', { name: 'Start the run', exact: true }).click();
  await heading(`Run of ${subject}`);
  const id = new URL(page.url()).pathname.replace('/runs/', '');
  const run = await likeness.runs.get(id);
  expect([run.subject, run.category, run.preset]).toEqual([subject, 'robot', 'laptop']);

  await open(`/subjects/${subject}/new-run`);
  await heading('Choose photos of Walked robot');
  await open('/subjects/nobodys-thing/new-run');
  await heading('There is no such subject');
}

/** The run of the three photos, which went on while other views were looked at, to its verdict. */
export async function seesRunThrough({ page, likeness, open, heading }: Visit): Promise<void> {
  await open(`/runs?subject=${subject}`);
  const id = await newestRun(likeness, subject);
  await page.getByRole('link', { name: id }).click();
  await heading(`Run of ${subject}`);
  await page.getByRole('heading', { name: 'Verdict' }).waitFor({ timeout: runLimit });
  await page.getByText('Kept base').first().waitFor();
}

/** On the way to another run, with the photos of the one before and one more. Nothing is started. */
export async function beginsWithPhotosThereAre({ page, likeness, open, heading, inspect }: Visit): Promise<void> {
  const newest = await newestRun(likeness, 'sunrise-mug');
  await open('/subjects/sunrise-mug/new-run');
  await heading('Choose photos of');
  const offer = page.getByText(/^Begin with the \d+ photos of the run of /);
  const count = Number(/\d+/.exec((await offer.textContent()) ?? '')?.[0]);
  await inspect('new-run-photos-there-are');
  await page.getByRole('button', { name: 'Use them' }).click();
  const heldOut = page.getByRole('region', { name: 'Held-out photos' });
  await heldOut.getByRole('img', { name: '02.jpg' }).waitFor();
  await page.getByRole('region', { name: 'Photos of other things' }).getByRole('img', { name: '19.jpg' }).waitFor();
  await offer.waitFor({ state: 'hidden' });
  expect(await page.getByRole('figure').count()).toBe(count);
  const before = await heldOut.getByRole('figure').count();

  await page.getByRole('button', { name: /Added photos are/ }).click();
  await page.getByRole('option', { name: /^Held-out/ }).click();
  const buffer = await readFile(join(samples, 'sunrise-mug/held-out/21.jpg'));
  const file = { name: 'one-more.jpg', mimeType: 'image/jpeg', buffer };
  await page.getByLabel('Choose photos', { exact: true }).setInputFiles(file);
  await heldOut.getByRole('img', { name: file.name }).waitFor();
  expect(await heldOut.getByRole('figure').count()).toBe(before + 1);
  await inspect('new-run-photos-used');
  await page.getByRole('button', { name: 'Next' }).click();
  await heading('Start the run');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await heading('Subjects');
  expect(await newestRun(likeness, 'sunrise-mug')).toBe(newest);
}
