import type { Likeness } from '../../../clients/typescript/src/index.ts';
import { maskOf, middleOf, type Place, referenceOf, valueAt } from '../../fixtures/masks.ts';
import type { Visit } from '../../fixtures/visit.ts';
import { subject as id } from './new-subject.ts';

const subject = 'sunrise-mug';

/** A mask is corrected by mouse and keys, and the run that is started of it trains on that mask. */
export async function correctsMask({ page, open, heading, likeness, inspect }: Visit): Promise<void> {
  const { id: old } = await newestWithPhotos(likeness);
  const photo = await referenceOf(likeness, old);
  const before = await maskOf(photo);
  const [beside, within] = [middleOf(before, false), middleOf(before, true)];

  await open(`/subjects/${subject}`);
  await heading(await titleOf(likeness));
  await page.getByRole('heading', { name: 'Newest runs' }).waitFor();
  await page.getByRole('link', { name: /\d+ reference/ }).waitFor();
  await inspect('subject-overview');
  await page.getByRole('tab', { name: 'Photos' }).click();
  await page
    .getByRole('button', { name: `Correct the mask of ${photo.name}` })
    .first()
    .waitFor();
  await inspect('subject-photos');
  await page
    .getByRole('button', { name: `Correct the mask of ${photo.name}` })
    .first()
    .click();

  const board = page.getByRole('application', { name: `Mask of ${photo.name}` });
  await board.waitFor();
  await inspect('mask-editor');
  for (let smaller = 0; smaller < 6; smaller += 1) await page.keyboard.press('[');
  const at = async ({ x, y }: Place) => {
    const { width = 0, height = 0 } = (await board.boundingBox()) ?? {};
    return { position: { x: ((x + 0.5) / before.width) * width, y: ((y + 0.5) / before.height) * height } };
  };
  await board.click(await at(beside));
  await page.keyboard.press('e');
  await board.click(await at(within));
  // By keys alone: a stroke to the right, which is taken back.
  await page.keyboard.down(' ');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.up(' ');
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Redo' }).click();
  await page.keyboard.press('Control+z');
  await inspect('mask-corrected');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Corrected', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Gallery' }).click();
  const leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
  await leaving.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Save and run again' }).click();
  const asked = page.getByRole('dialog', { name: 'Start the run?' });
  await asked.getByText('The run has the same settings as the last one.').waitFor();
  await inspect('run-again');
  await asked.getByRole('button', { name: 'Start the run' }).click();
  await heading(`Run of ${subject}`);

  const run = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(run).not.toBe(old);
  for await (const { photos } of likeness.runs.watch(run)) if (photos !== null) break;
  const after = await maskOf(await referenceOf(likeness, run));
  await likeness.runs.cancel(run);
  expect([after.width, after.height]).toEqual([photo.width, photo.height]);
  expect([beside, within].map((place) => valueAt(after, place))).toEqual([255, 0]);
  const changed = after.data.filter((value, index) => value !== before.data[index]).length;
  expect(changed).toBeLessThan(after.data.length / 50);
}

/** What the page of the subject is headed. */
const titleOf = async (likeness: Likeness): Promise<string> => (await likeness.subjects.get(subject)).name ?? subject;

async function newestWithPhotos(likeness: Likeness): Promise<{ id: string }> {
  for await (const { id } of likeness.runs.list({ subject })) {
    if ((await likeness.runs.get(id)).photos !== null) return { id };
  }
  throw new Error('No run took photos yet.');
}

/** Any adapter can serve, by hand; the history says so; and it is rolled back. */
export async function managesEndpoint({ page, open, heading, likeness, inspect }: Visit): Promise<void> {
  const { endpoint } = await likeness.subjects.get(subject);
  const params = { path: { subject } };
  const { data } = await likeness.http.GET('/v1/subjects/{subject}/adapters', { params });
  const name = data?.data.find(({ serving }) => !serving)?.name ?? 'none';
  await open(`/subjects/${subject}?tab=versions`);
  await heading(await titleOf(likeness));
  await page.getByRole('button', { name: `Promote ${name}` }).click();
  const asked = page.getByRole('dialog', { name: `Promote to the endpoint of ${subject}?` });
  await asked.getByText(`The endpoint answers by ${name} instead of ${endpoint.adapter ?? 'the base'}`).waitFor();
  await inspect('subject-promote');
  await asked.getByRole('button', { name: 'Promote' }).click();
  await page.getByText(`The endpoint of ${subject} answers by ${name}.`).waitFor();
  await page.getByRole('row', { name }).getByText('Answers by it').waitFor();
  const history = page.getByRole('list', { name: 'History of the endpoint' });
  await history.getByRole('listitem').first().getByText('By hand: ann.').waitFor();
  await inspect('subject-versions');

  // Somebody else points it elsewhere, and back: what the dialog said is not done before it is read again.
  await page.getByRole('button', { name: 'Roll back' }).click();
  const changes = await history.getByRole('listitem').count();
  const dialog = page.getByRole('dialog');
  const back = dialog.getByRole('button', { name: 'Roll back' });
  await back.waitFor();
  for (const _ of ['back', 'and forth']) await likeness.http.POST('/v1/subjects/{subject}/rollback', { params });
  await back.click();
  await dialog.getByText(/was pointed elsewhere meanwhile/).waitFor();
  expect((await likeness.subjects.get(subject)).endpoint.adapter).toBe(name);
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await history
    .getByRole('listitem')
    .nth(changes + 1)
    .waitFor();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await back.click();
  await page.getByText(`answers by ${endpoint.adapter ?? 'the base'} again`).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect((await likeness.subjects.get(subject)).endpoint.adapter).toBe(endpoint.adapter);
}

/** A subject that was named and nothing else. */
export async function looksAtNewSubject({ page, open, heading, likeness, inspect }: Visit): Promise<void> {
  const { id } = await likeness.subjects.create({ category: 'mug', name: 'Chipped mug' });
  await open('/subjects');
  await page.getByRole('link', { name: id, exact: true }).click();
  await heading('Chipped mug');
  await page.getByText('No runs yet').waitFor();
  await page.getByRole('tab', { name: 'Photos' }).click();
  await page.getByText('None yet').waitFor();
  await inspect('subject-without-photos');
  await likeness.subjects.delete(id);
}

/** The subject that was made of three photos is deleted once its id is written out, and its receipt is gone to. */
export async function deletesSubject({ page, open, heading, likeness, inspect }: Visit): Promise<void> {
  await open(`/subjects/${id}`);
  await heading('Walked robot');
  await page.getByRole('button', { name: 'Delete' }).click();
  const asked = page.getByRole('dialog', { name: `Delete ${id} for good?` });
  const confirm = asked.getByRole('button', { name: 'Delete it' });
  expect(await confirm.isDisabled()).toBe(true);
  await asked.getByLabel(`Write ${id} to delete it`).fill(id);
  await inspect('subject-delete');
  await confirm.click();
  await page.waitForURL(/\/deletions\/[0-9A-Z]{26}$/);
  await expect(likeness.subjects.get(id)).rejects.toMatchObject({ status: 404 });
}
