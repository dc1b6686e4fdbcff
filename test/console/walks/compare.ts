import type { Likeness, Run } from '../../../clients/typescript/src/index.ts';
import type { Visit } from '../../fixtures/visit.ts';

/** Two runs of one subject that were judged on the same photos, the newest first. */
async function judgedRuns(likeness: Likeness): Promise<[Run, Run]> {
  const runs: Run[] = [];
  for await (const run of likeness.runs.list({ subject: 'sunrise-mug' })) {
    if (run.outcome !== null && run.outcome !== 'unjudged') runs.push(run);
  }
  const [one, other] = runs;
  if (one === undefined || other === undefined) throw new Error('There are no two runs to compare.');
  return [one, other];
}

/** From two rows of the list to what tells the runs apart, and on by other addresses. */
export async function comparesRuns({ page, faults, open, heading, inspect, likeness }: Visit): Promise<void> {
  const [one, other] = await judgedRuns(likeness);
  await open('/runs');
  const compare = page.getByRole('button', { name: 'Compare', exact: true });
  await compare.focus();
  await page.getByText('Select two to four runs to see them side by side.').filter({ visible: true }).waitFor();
  expect(await compare.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('checkbox', { name: `Select run ${one.id} of sunrise-mug` }).check();
  // What is selected is in the address, and stays over a reload and other filters.
  await page.reload();
  await page.getByText('(1 selected)').waitFor();
  await page.getByRole('checkbox', { name: `Select run ${other.id} of sunrise-mug` }).check();
  await page.getByText('(2 selected)').waitFor();
  await inspect('runs-selected');
  await compare.click();

  await heading('Compare runs');
  await page.getByRole('link', { name: one.id }).waitFor();
  expect(new URL(page.url()).searchParams.get('runs')).toBe(`${one.id},${other.id}`);
  const figures = page.getByRole('table', { name: 'Figures of the verdicts' });
  await figures
    .getByText(/^[+−]0\.\d{3} \([+−]0\.\d{3} to [+−]0\.\d{3}\)$/)
    .first()
    .waitFor();
  await page.getByText(/Whiskers are the 95 % interval of a run's own difference to the base/).waitFor();
  await page.getByRole('table', { name: 'Time and cost by stage' }).getByText('From start to end').waitFor();
  await page
    .getByRole('table', { name: 'What curation kept, by source' })
    .getByText(/\d+ of \d+/)
    .first()
    .waitFor();
  const images = page.getByRole('region', { name: 'Synthetic images by run and source' });
  const picture = images.getByRole('img', { name: /of run B, (kept|dropped)/ }).first();
  await picture.scrollIntoViewIfNeeded();
  const width = await picture.evaluate(async (shown) => {
    const loaded = shown as unknown as { decode(): Promise<void>; naturalWidth: number };
    await loaded.decode();
    return loaded.naturalWidth;
  });
  expect(width).toBeGreaterThan(0);
  await page.getByRole('application', { name: 'Precision and recall' }).waitFor();
  await inspect('compare');
  await page.setViewportSize({ width: 390, height: 900 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: 'Training loss' }).click();
  await page.getByRole('application', { name: 'Training loss' }).waitFor();
  expect(new URL(page.url()).searchParams.get('curve')).toBe('loss');

  await page.getByRole('button', { name: 'Remove run B from the comparison' }).click();
  await page.getByText('Add at least one more to compare it with.').waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Compare runs');
  await page.getByRole('button', { name: 'Add a run' }).click();
  await page.getByRole('option', { name: other.id }).click();
  await page.getByRole('table', { name: 'Figures of the verdicts' }).waitFor();

  expect(faults).toEqual([]);
  const unknown = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  await open(`/compare?runs=${one.id},${other.id},${unknown}`);
  await page.getByText(`There is no run ${unknown}`).waitFor();
  await inspect('compare-unknown');
  await page.getByRole('button', { name: `Leave out ${unknown}` }).click();
  await page.getByRole('link', { name: other.id }).waitFor();

  await open('/compare?runs=latest');
  await page.getByText('“latest” is not the id of a run').waitFor();
  const five = Array.from({ length: 5 }, (_, at) => `0000000000000000000000000${at}`);
  await open(`/compare?runs=${five.join()}`);
  await page.getByText('5 runs are too many').waitFor();
  await page.getByRole('button', { name: `Leave out ${five[0]}` }).click();
  // Of four that there are not, the service names the first.
  await page.getByText(`There is no run ${five[1]}`).waitFor();
  await open('/compare');
  await page.getByText('No run is there yet').waitFor();
  await inspect('compare-none');
  await page.getByRole('link', { name: 'Select in the list of runs' }).click();
  await heading('Runs');
  // The browser tells of each answer that there is no such run, which was asked for.
  expect(faults.splice(0).filter((fault) => !fault.includes('404'))).toEqual([]);
}
