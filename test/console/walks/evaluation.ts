import type { Locator } from 'playwright-core';
import type { Likeness } from '../../../clients/typescript/src/index.ts';
import type { Visit } from '../../fixtures/visit.ts';

/** A run of the mug that held-out photos judged. */
async function judgedRun(likeness: Likeness): Promise<string> {
  for await (const { id, subject, outcome } of likeness.runs.list()) {
    if (subject === 'sunrise-mug' && outcome !== null && outcome !== 'unjudged') return id;
  }
  throw new Error('No run of the mug was judged.');
}

const member = (visit: Visit, name: string): string | null => new URL(visit.page.url()).searchParams.get(name);

/** The picture was loaded, and not only asked for. */
async function isThere(picture: Locator): Promise<void> {
  const width = await picture.evaluate(async (shown) => {
    const image = shown as unknown as { decode(): Promise<void>; naturalWidth: number };
    await image.decode();
    return image.naturalWidth;
  });
  expect(width).toBeGreaterThan(0);
}

/** How a run did: its photos by rank, where the models look, the figures, and what its images are like. */
export async function readsEvaluation(visit: Visit): Promise<void> {
  const run = await judgedRun(visit.likeness);
  await comparesPhotos(visit, run);
  await readsFigures(visit);
  await looksThroughImages(visit, run);
}

async function comparesPhotos(visit: Visit, run: string): Promise<void> {
  const { page, open, heading, inspect } = visit;
  await open(`/runs/${run}?tab=photos`);
  await heading('Run of sunrise-mug');
  await page.getByText(/With the adapter \d+ moved up, \d+ moved down and \d+ stayed/).waitFor();
  await isThere(page.getByRole('img', { name: /rank/ }).first());
  const moved = async () => {
    const all = await page.getByRole('img', { name: /rank/ }).all();
    const texts = await Promise.all(all.map(async (one) => (await one.getAttribute('alt')) ?? ''));
    return texts.map((text) => Number(/(?:Up|Down) (\d+)/.exec(text)?.[1] ?? 0) * (text.includes('Down') ? -1 : 1));
  };
  const up = await moved();
  expect(up).toEqual(up.toSorted((one, other) => other - one));
  await inspect('run-ranks');
  await page.getByRole('button', { name: 'Moved down first' }).click();
  const down = await moved();
  expect(down).toEqual(down.toSorted((one, other) => one - other));
  await page.getByText(/Show masks/).click();
  expect([member(visit, 'order'), member(visit, 'masks')]).toEqual(['down', 'shown']);

  // The maps of the first photo: the sliders by the keyboard, the next photo by an arrow.
  await open(`/runs/${run}?tab=photos&photo=held-out/00`);
  const dialog = page.getByRole('dialog');
  await isThere(dialog.getByRole('img', { name: 'Where the base finds the subject' }));
  await dialog.getByText('Bright: most like it').waitFor();
  const adapter = dialog.getByRole('img', { name: 'Where the adapter finds the subject' });
  await isThere(adapter);
  const strength = dialog.getByRole('slider', { name: 'How much of the map shows' });
  await strength.focus();
  await page.keyboard.press('Home');
  expect(await adapter.getAttribute('style')).toMatch(/opacity: 0;/);
  await page.keyboard.press('End');
  await inspect('run-similarity');
  const split = dialog.getByRole('slider', { name: 'Where the base ends and the adapter begins' });
  await split.focus();
  await page.keyboard.press('End');
  await dialog.getByText('Adapter', { exact: true }).first().waitFor();
  expect(member(visit, 'photo')).toBe('held-out/00');
  const [step, key] = (await dialog.getByRole('button', { name: 'Next' }).isEnabled())
    ? ['Next', 'ArrowRight']
    : ['Previous', 'ArrowLeft'];
  await dialog.getByRole('button', { name: step, exact: true }).focus();
  await page.keyboard.press(key);
  await page.waitForURL((address) => address.searchParams.get('photo') !== 'held-out/00');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(member(visit, 'photo')).toBeNull();

  // One of the many that are folded, by its address.
  await open(`/runs/${run}?tab=photos&photo=other/00`);
  await dialog.getByText(/Photos of other things/).waitFor();
  await inspect('run-photo');
  await page.keyboard.press('Escape');
}

async function readsFigures(visit: Visit): Promise<void> {
  const { page, inspect } = visit;
  await page.getByRole('tab', { name: 'Evaluation' }).click();
  await page.getByRole('heading', { name: 'Diagnoses' }).waitFor();
  await page.getByText(/Before the first photo of another thing, the adapter finds \d+ %/).waitFor();
  await page
    .getByText(/^Base [−]?\d\.\d{3}, adapter [−]?\d\.\d{3}: [+−]/)
    .first()
    .waitFor();
  await page.getByText('Score to reach').waitFor();
  await page
    .getByRole('application', { name: 'Precision over recall' })
    .or(page.locator('[aria-label="Precision over recall"]'))
    .first()
    .waitFor();
  await inspect('run-evaluation');
}

async function looksThroughImages(visit: Visit, run: string): Promise<void> {
  const { page, open, inspect } = visit;
  await page.getByRole('tab', { name: 'Synthetic images' }).click();
  const shown = page.getByRole('listitem').filter({ has: page.getByRole('img', { name: /Shows the subject/ }) });
  await isThere(shown.first().getByRole('img'));
  await page.getByText(/wholly different images/).waitFor();
  await inspect('run-gallery');
  await page.getByRole('button', { name: 'Show images of Cut-and-Paste' }).click();
  await page.getByRole('button', { name: 'Dropped', exact: true }).click();
  expect([member(visit, 'source'), member(visit, 'kept')]).toEqual(['cut-and-paste', 'false']);
  const dialog = page.getByRole('dialog');
  const dropped = page.getByRole('button', { name: /✕ Dropped: / }).first();
  await dropped.click();
  await dialog.getByText(/^Dropped: \w/).waitFor();
  await dialog.getByText('Seed').waitFor();
  await isThere(dialog.getByRole('img'));
  await inspect('run-image');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe(await dropped.textContent());

  // Further pages come as one scrolls, by themselves.
  const params = { path: { run }, query: { limit: 100 } };
  const { data } = await visit.likeness.http.GET('/v1/runs/{run}/images', { params });
  const [first = '', second = ''] = data?.data.map(({ id }) => id) ?? [];
  const later = data?.data.at(-1)?.id ?? '';
  await open(`/runs/${run}?tab=images`);
  await shown.first().waitFor();
  // The figures come above the images, at a time of their own, and would move the end away again.
  await page.getByText(/wholly different images/).waitFor();
  await page.keyboard.press('End');
  await page.getByRole('img', { name: new RegExp(later) }).waitFor();
  await page.getByRole('button', { name: new RegExp(second) }).click();
  await page.getByRole('dialog', { name: new RegExp(second) }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('dialog', { name: new RegExp(first) }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(member(visit, 'image')).toBeNull();

  // An image some pages on, by its address.
  await open(`/runs/${run}?tab=images&image=${later}`);
  await page.getByRole('dialog', { name: new RegExp(later) }).waitFor();
  await page.keyboard.press('Escape');
}
