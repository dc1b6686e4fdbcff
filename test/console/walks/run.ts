import { join } from 'node:path';
import type { Likeness, PhotoRole } from '../../../clients/typescript/src/index.ts';
import { photoFromFile } from '../../../clients/typescript/src/node.ts';
import { runLimit, samples } from '../../fixtures/command.ts';
import type { Visit } from '../../fixtures/visit.ts';

/**
 * A short run on three sample photos of a thing. Others of it and of other things judge, and whatever the verdict is, serving it is
 * left to the person.
 */
export async function seedRun(likeness: Likeness, steps: number): Promise<string> {
  const photos = (folder: string, count: number, role: PhotoRole) =>
    Array.from({ length: count }, (_, at) =>
      photoFromFile(join(samples, folder, `${String(at).padStart(2, '0')}.jpg`), { role }),
    );
  const { upload } = await likeness.upload(
    'sunrise-mug',
    await Promise.all([
      ...photos('sunrise-mug/reference', 3, 'reference'),
      ...photos('sunrise-mug/held-out', 3, 'held-out'),
      ...photos('others', 20, 'other'),
    ]),
  );
  const run = { upload, changes: { 'represent.steps': steps }, promote: 'never' as const };
  return (await likeness.runs.start('sunrise-mug', run)).id;
}

/** The first run of the tenant, from its photos to what its endpoint answers by. */
export async function watchesRun({ service, context, page, faults, likeness, heading, inspect }: Visit): Promise<void> {
  await likeness.subjects.create({ id: 'sunrise-mug', category: 'mug' });
  const run = await seedRun(likeness, 4);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('link', { name: run }).waitFor();
  await page.goto(`${service.url}/runs?status=failed&subject=sunrise-mug`);
  // Loaded anew: the tab is signed in still, and the address says what is shown.
  await page.getByText('No run is like that').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByRole('link', { name: run }).waitFor();
  const search = page.getByRole('searchbox', { name: 'Find a run or the runs of a subject' });
  await search.fill('sunrise-mug');
  await search.press('Enter');
  expect(new URL(page.url()).searchParams.get('subject')).toBe('sunrise-mug');
  await search.fill(` ${run.toLowerCase()}`);
  await search.press('Enter');

  await heading('Run of sunrise-mug');
  expect(await page.title()).toBe('Run of sunrise-mug – Likeness');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Run of sunrise-mug');
  await page.getByRole('progressbar').first().waitFor();
  await inspect('run-under-way');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('dialog', { name: 'Cancel the run?' }).getByRole('button', { name: 'Let it run' }).click();

  await page.getByRole('heading', { name: 'Verdict' }).waitFor({ timeout: runLimit });
  await page.getByText('Kept base').first().waitFor();
  await page
    .getByRole('cell', { name: /^[+−]0\.\d{3} \([+−]0\.\d{3} to [+−]0\.\d{3}\)$/ })
    .first()
    .waitFor();
  await inspect('run-overview');

  await page.getByRole('button', { name: 'Promote', exact: true }).click();
  await page.getByText(/instead of the base from then on/).waitFor();
  await inspect('run-promote');
  await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
  await page.getByText(/The endpoint of sunrise-mug answers by local\.sunrise-mug@/).waitFor();
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await page.getByText('The endpoint of sunrise-mug answers by the base again.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await page.getByRole('tab', { name: /Photos/ }).click();
  await page.getByRole('heading', { name: 'Reference photos' }).waitFor();
  await inspect('run-photos');
  await page.getByRole('tab', { name: 'Synthetic images' }).click();
  const image = page.getByRole('img', { name: /Shows the subject/ }).first();
  await image.waitFor();
  const width = await image.evaluate(async (shown) => {
    const picture = shown as unknown as { decode(): Promise<void>; naturalWidth: number };
    await picture.decode();
    return picture.naturalWidth;
  });
  expect(width).toBeGreaterThan(0);
  await inspect('run-images');
  await page.getByRole('tab', { name: 'Logs' }).click();
  await page
    .getByRole('log')
    .getByText(/step \d+\/\d+/)
    .waitFor();
  await inspect('run-logs');
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  await page
    .getByRole('link', { name: /adapter/ })
    .first()
    .waitFor();
  expect(new URL(page.url()).search).toBe('?tab=artifacts');
  await inspect('run-artifacts');

  await page.getByRole('link', { name: 'Runs' }).first().click();
  await page.getByText('Kept base').first().waitFor();
  await inspect('runs');
  expect(faults).toEqual([]);

  // A tab that was opened by this one has a copy of its refresh token, of which each is good once.
  const opened = context.waitForEvent('page');
  await page.evaluate("void open('/runs')");
  const second = await opened;
  for (const tab of [second, page, second, page]) {
    await tab.reload();
    await tab.getByRole('link', { name: run }).waitFor();
  }
  await second.close();
}
