import type { Page } from 'playwright-core';
import type { Likeness, Run } from '../../../clients/typescript/src/index.ts';
import type { Visit } from '../../fixtures/visit.ts';

async function finishedRun(likeness: Likeness): Promise<Run> {
  for await (const run of likeness.runs.list({ subject: 'sunrise-mug' })) {
    if (run.status === 'succeeded' || run.status === 'kept-base') return run;
  }
  throw new Error('There is no finished run of sunrise-mug.');
}

/** Has the service tell of a run what it would where machines cost money. Ends with the function that it gives. */
async function withPrices(page: Page): Promise<() => Promise<void>> {
  const answers = /\/v1\/runs\/\w+\/events$/;
  await page.route(answers, async (route) => {
    const response = await route.fetch();
    const priced = (await response.text())
      .replaceAll('"instance":"local","usdMicros":0', '"instance":"ml.g5.xlarge","usdMicros":80000')
      .replaceAll('"instance":"local"', '"instance":"ml.g5.xlarge"')
      .replaceAll('"usdMicros":0', '"usdMicros":61000')
      .replace('"spent":0,"estimate":0', '"spent":122000,"estimate":160000');
    await route.fulfill({ response, body: priced });
  });
  return () => page.unroute(answers);
}

/** What a run did and came to: its stages against the estimate, its workflow as a graph, and how its loss went. */
export async function seesWorkflow({ page, open, heading, inspect, likeness }: Visit): Promise<void> {
  const run = await finishedRun(likeness);
  const { changes, estimate } = await likeness.runs.get(run.id);
  const steps = changes['represent.steps'];

  await open(`/runs/${run.id}`);
  await heading('Run of sunrise-mug');
  await page.getByRole('heading', { name: 'Time by stage' }).waitFor();
  await page.getByText("Nothing, on the service's own machine").waitFor();
  // Runs from before estimates were kept have none.
  if (estimate === null) {
    await page.getByText(/ in all$/).waitFor();
    await page.getByText('There is no estimate by stage of this run.').waitFor();
  } else {
    await page.getByText(/ in all, of about .+ estimated$/).waitFor();
    await page.getByText(`What the estimate rests on: ${estimate.basis}`).waitFor();
    if (steps !== undefined) await page.getByText(/without your changes to it/).waitFor();
  }
  expect(await page.getByText('$').count()).toBe(0);
  await inspect('run-times');

  const asBefore = await withPrices(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Cost by stage' }).waitFor();
  const first = estimate === null ? '$0.061' : '$0.061 of about $0.08';
  await page.getByText(first, { exact: true }).first().waitFor();
  await page.getByText('$0.122 in all, of about $0.16 estimated').waitFor();
  await inspect('run-costs');
  await asBefore();
  await page.reload();

  await page.getByRole('tab', { name: 'Workflow' }).click();
  const states = page.getByRole('list', { name: 'States of the workflow' }).getByRole('button');
  await states.filter({ hasText: 'Plan the run' }).waitFor();
  await page.getByRole('img', { name: /^The workflow's \d+ states from top to bottom: .*succeeded/ }).waitFor();
  await states.filter({ hasText: 'Draw other things' }).getByText('Skipped').waitFor();
  expect(await states.filter({ hasText: 'Record what failed' }).count()).toBe(0);
  const few = await states.count();

  // By the keyboard alone: in the order of the picture.
  await states.first().focus();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Plan the run');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Plan the run' }).waitFor();
  expect(new URL(page.url()).search).toBe('?tab=workflow&state=Plan');
  await page.getByRole('button', { name: 'Close the details' }).click();
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Plan the run');

  await states.filter({ hasText: 'Choose images, train the adapter' }).click();
  await page.getByRole('definition').filter({ hasText: 'TrainRepresent' }).waitFor();
  await inspect('run-workflow');
  await page.getByText('Show every state').click();
  await states.filter({ hasText: 'IsRepresentPrepared' }).waitFor();
  expect(await states.count()).toBeGreaterThan(few);
  // The address says all of it.
  await page.reload();
  await states.filter({ hasText: 'IsRepresentPrepared' }).waitFor();
  await inspect('run-workflow-every-state');
  await page.getByRole('link', { name: 'See its log' }).click();
  await page
    .getByRole('log', { name: 'Log of Training and evaluation' })
    .getByText(/train step/)
    .waitFor();

  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByText(/^From \d+\.\d{3} to \d+\.\d{3}$/).waitFor();
  if (steps !== undefined) await page.getByText(`${steps} of ${steps}`, { exact: true }).waitFor();
  await page.getByText(/the verdict says, by photos it never saw/).waitFor();
  await page.getByRole('application', { name: /^Loss by step/ }).waitFor();
  await inspect('run-training');
}
