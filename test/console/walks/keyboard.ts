import { join } from 'node:path';
import type { Locator, Route } from 'playwright-core';
import { samples } from '../../fixtures/command.ts';
import type { Visit } from '../../fixtures/visit.ts';

/** Each view's main thing is done without a mouse. Dialogs take the focus, and give it back. */
export async function worksByKeyboard({ page, open, heading, faults }: Visit): Promise<void> {
  const dialog = page.getByRole('dialog').filter({ visible: true });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const has = async (target: Locator) => (await target.and(page.locator(':focus')).count()) > 0;

  /** Goes on by keys until the focus is there. */
  async function reach(target: Locator, by = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < 90; pressed += 1) {
      if (await has(target)) return;
      await press(by);
    }
    throw new Error(`${by} does not lead to ${target}.`);
  }

  /** A dialog that a button opens has the focus in it, and gives it back where it is left. */
  async function opensDialog(opener: Locator): Promise<void> {
    await press('Enter');
    await dialog.waitFor();
    expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
    await press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await has(opener)).toBe(true);
  }

  const refuse = (route: Route) => route.fulfill({ status: 500 });
  await page.route('**/v1/**', refuse);
  await open('/runs');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.unroute('**/v1/**', refuse);
  faults.length = 0;
  await reach(page.getByRole('button', { name: 'Try again' }));
  await open('/runs');
  await page
    .getByRole('checkbox', { name: /^Select run/ })
    .nth(1)
    .waitFor();
  await reach(button('Preferences'));
  // A table is one stop, within which arrows lead.
  await press('Tab', 'ArrowDown', 'Space', 'ArrowDown', 'Space');
  await page.getByText('(2 selected)').waitFor();
  await reach(button('Compare'), 'Shift+Tab');
  await press('Enter');
  await heading('Compare runs');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Compare runs');

  await open('/subjects/sunrise-mug');
  await reach(page.getByRole('tab', { name: 'Overview' }));
  await press('ArrowRight', 'ArrowRight');
  const promote = page.getByRole('button', { name: /^Promote local/ }).first();
  await reach(promote);
  await opensDialog(promote);
  await press('Enter');
  await reach(dialog.getByRole('button', { name: 'Promote' }));
  await press('Enter');
  await page
    .getByText(/The endpoint of sunrise-mug answers by/)
    .first()
    .waitFor();
  await dialog.waitFor({ state: 'hidden' });
  // The button that was pressed is gone.
  await page.locator('h1:focus').waitFor();
  await reach(button('Roll back'));
  await press('Enter');
  await reach(dialog.getByRole('button', { name: 'Roll back' }));
  await press('Enter');
  await page
    .getByText(/The endpoint of sunrise-mug answers by .* again/)
    .first()
    .waitFor();

  await open('/gallery');
  const add = button('Add photos').or(page.getByLabel('Add photos')).first();
  const chosen = page.waitForEvent('filechooser');
  await reach(add);
  await press('Enter');
  await (await chosen).setFiles(join(samples, 'tin-robot/reference', '05.jpg'));
  await page.getByText('The photo is in the gallery.').waitFor();
  const photo = page.getByRole('link', { name: /^Photo / }).first();
  await reach(photo);
  await opensDialog(photo);
  await press('Tab', 'Space');
  await reach(button('Remove 1'), 'Shift+Tab');
  await opensDialog(button('Remove 1'));
  await press('Enter');
  await reach(dialog.getByRole('button', { name: 'Remove' }));
  await press('Enter');
  await page.getByText('The photo is out of the gallery.').waitFor();

  await open('/members');
  await reach(button('Invite somebody'));
  await press('Enter');
  await reach(dialog.getByLabel('Address'));
  await page.keyboard.type('mel');
  await press('Enter');
  await dialog.getByText('Write an address of mail').waitFor();
  await press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await has(button('Invite somebody'))).toBe(true);

  await open('/new-subject');
  await reach(page.getByRole('textbox', { name: 'Name' }));
  await page.keyboard.type('My other mug');
  await reach(page.getByRole('textbox', { name: 'Category' }));
  await page.keyboard.type('mug');
  await reach(button('Next'));
  await press('Enter');
  await page.getByRole('heading', { name: 'Choose its photos' }).waitFor();
  const files = page.waitForEvent('filechooser');
  await reach(button('Choose photos').or(page.getByLabel('Choose photos')).first());
  await press('Enter');
  await files;
  await reach(button('Cancel'));
  await press('Enter');
  await heading('Subjects');
  expect(faults).toEqual([]);
}
