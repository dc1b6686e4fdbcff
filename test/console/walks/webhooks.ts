import { verifyWebhook } from '../../../clients/typescript/src/webhooks.ts';
import { startReceiver } from '../../fixtures/receiver.ts';
import type { Visit } from '../../fixtures/visit.ts';

/** A webhook from its making to its end, with a receiver on this machine that really is sent to. */
export async function managesWebhooks({ page, open, heading, inspect, faults }: Visit): Promise<void> {
  let answer = 204;
  const receiver = await startReceiver((response) => response.writeHead(answer).end());
  const url = `http://127.0.0.1:${receiver.port}/hooks`;
  const dialog = page.getByRole('dialog');
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const more = async (name: string) => {
    await press('More');
    await page.getByRole('menuitem', { name }).click();
  };
  const rows = (name: string) => page.getByRole('row', { name });

  try {
    await open('/webhooks');
    await heading('Webhooks');
    await page.getByText('No webhooks yet').waitFor();
    await inspect('webhooks-empty');
    await press('Make a webhook');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByText('Give a whole address').waitFor();
    await dialog.getByLabel('Address').fill('http://10.0.0.1/hooks');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByText(/is not on the public internet/).waitFor();
    // The browser notes each answer that refuses.
    expect(faults.splice(0)).toEqual([expect.stringContaining('422')]);
    await dialog.getByLabel('Address').fill(url);
    await dialog.getByLabel('Description').fill('The shop');
    await dialog.getByLabel('Only these').check();
    await dialog.getByLabel('A run failed').check();
    await inspect('webhook-form');
    await dialog.getByRole('button', { name: 'Make it' }).click();

    // The secret, once; a click beside it does not lose it.
    await dialog.getByText('It is shown this once').waitFor();
    const secret = (await dialog.locator('code').first().textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    await inspect('webhook-secret');
    await press('I have kept it');

    await heading('The shop');
    await page.getByText('Nothing was sent yet').waitFor();
    await press('Send a test');
    await rows('A test').getByText('Delivered').waitFor();
    const [request] = receiver.received;
    const event = verifyWebhook({ body: request?.body ?? '', headers: request?.headers ?? {}, secret });
    expect(event.type).toBe('dev.likeness.ping');
    await page.getByRole('button', { name: 'Show the attempts: A test' }).click();
    await rows('Attempt 1')
      .getByText(/Answered 204/)
      .waitFor();
    await inspect('webhook');
    await page.getByRole('button', { name: /^Show what was sent: A test/ }).click();
    await dialog.getByText(`msg_${event.id}`).waitFor();
    expect(new URL(page.url()).searchParams.get('delivery')).not.toBeNull();
    await inspect('webhook-sent');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await rows('A test').nth(1).getByText('Delivered').waitFor();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(2).fill(`msg_${event.id}`));

    await more('Rotate the secret');
    await dialog.getByText(/For 24 hours the one of now signs beside it/).waitFor();
    await press('Rotate it');
    await dialog.getByText('This is the new secret').waitFor();
    await press('I have kept it');
    await page.getByText(/signs until/).waitFor();

    await press('Change');
    await dialog.getByLabel('Everything about runs').check();
    await press('Save');
    await page.getByText('Everything about runs').waitFor();

    // What fails is tried again by itself.
    answer = 500;
    await press('Send a test');
    await page.getByText('Nothing arrives at the moment').waitFor();
    await rows('A test')
      .getByText(/Answered 500/)
      .first()
      .waitFor();
    await inspect('webhook-failing');
    answer = 204;
    await page.getByText('Nothing arrives at the moment').waitFor({ state: 'hidden', timeout: 60_000 });

    await more('Disable');
    await press('Disable it');
    await page.getByText('It is told of nothing until it is enabled').waitFor();
    await page.getByRole('link', { name: 'Webhooks' }).first().click();
    await heading('Webhooks');
    await page.getByRole('link', { name: url }).waitFor();
    await inspect('webhooks');
    await page.getByRole('link', { name: url }).click();
    await press('Enable');
    await page.getByText('The webhook is enabled').waitFor();
    await more('Delete');
    await press('Delete it');
    await page.getByText('No webhooks yet').waitFor();
  } finally {
    await receiver.close();
  }
}
