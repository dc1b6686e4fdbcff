import { createRequire } from 'node:module';
import type { Locator, Page, Route } from 'playwright-core';
import type { Likeness } from '../../../clients/typescript/src/index.ts';
import { newestRun, type Visit } from '../../fixtures/visit.ts';

const { default: wrapper } = createRequire(import.meta.url)('@cloudscape-design/components/test-utils/selectors') as {
  default: () => { findSpinner(): { toSelector(): string } };
};
const spinner = wrapper().findSpinner().toSelector();

const detail = 'The drawer is stuck.';
const requestId = 'req-of-the-walk';
const problem = { type: 'urn:likeness:problem:Internal', title: 'Our fault', status: 500, detail, code: 'Internal' };
const refused = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ ...problem, fault: 'service', requestId }),
};

interface View {
  readonly path: string;
  /** What is answered all the same, so that the parts of the view are there to fail. */
  readonly answered?: RegExp;
  /** What is there once all is well. */
  content(page: Page): Locator;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name });
const text = (shown: string | RegExp) => (page: Page) => page.getByText(shown).filter({ visible: true });

/** Every view by its address, and every part of those that have parts. */
async function viewsOf(likeness: Likeness): Promise<View[]> {
  const judged: string[] = [];
  for await (const { id, outcome } of likeness.runs.list({ subject: 'sunrise-mug' })) {
    if (outcome !== null && outcome !== 'unjudged') judged.push(id);
  }
  const [run, other] = judged;
  const { data: deletions } = await likeness.http.GET('/v1/deletions');
  const { data: webhooks } = await likeness.http.GET('/v1/webhooks');
  const ofRun = (tab: string, content: View['content']): View => ({
    path: `/runs/${run}?tab=${tab}`,
    answered: new RegExp(`/runs/${run}(/events)?$|/subjects/sunrise-mug$`),
    content,
  });
  const ofSubject = (tab: string, content: View['content']): View => ({
    path: `/subjects/sunrise-mug?tab=${tab}`,
    answered: /\/subjects\/sunrise-mug$/,
    content,
  });
  const compared = `/compare?runs=${run},${other}`;
  return [
    { path: '/runs', content: (page) => page.getByRole('link', { name: run ?? '' }) },
    { path: `/runs/${run}`, content: heading('Summary') },
    { path: `/runs/${run}`, answered: /\/runs\/[^/]+(\/events)?$/, content: heading('Verdict') },
    ofRun('photos', (page) => page.getByRole('button', { name: /Held-out photos|rank/ }).first()),
    ofRun('evaluation', heading('What it rests on')),
    ofRun('images', heading('What curation made of them')),
    ofRun('training', text('Measured')),
    ofRun('workflow', (page) => page.getByRole('list', { name: 'States of the workflow' }).getByRole('button').first()),
    ofRun('logs', (page) => page.getByRole('log').getByText(/\w/)),
    ofRun('artifacts', (page) => page.getByRole('link', { name: /adapter/ }).first()),
    { path: compared, content: heading('Synthetic images') },
    {
      path: compared,
      answered: /\/compare$/,
      content: (page) => page.getByRole('img', { name: /of run B, (kept|dropped)/ }).first(),
    },
    { path: '/subjects', content: (page) => page.getByRole('link', { name: 'sunrise-mug', exact: true }) },
    { path: '/new-subject', content: heading('Name the thing') },
    { path: '/subjects/sunrise-mug/new-run', content: heading(/Choose photos of/) },
    { path: '/subjects/sunrise-mug?tab=try', content: heading('In code') },
    ofSubject('overview', (page) => page.getByRole('link', { name: /\d+ reference/ })),
    ofSubject('photos', (page) => page.getByRole('button', { name: /^Correct the mask of/ }).first()),
    ofSubject('versions', (page) => page.getByRole('row', { name: /local\.sunrise-mug@/ }).first()),
    { path: '/gallery', content: text(/The gallery is empty|^[0-9a-f]{8}$/) },
    { path: '/deletions', content: (page) => page.getByRole('row').nth(1).getByRole('link') },
    { path: `/deletions/${deletions?.data[0]?.id}`, content: heading(/^Deletion: /) },
    { path: '/members', content: text('You') },
    { path: '/clients', content: heading(/Machine clients \(\d+\)/) },
    { path: '/usage', content: heading('In all') },
    { path: '/usage?tab=quotas', content: heading('Limits') },
    { path: '/webhooks', content: heading(/Webhooks \(\d+ of 10\)/) },
    { path: `/webhooks/${webhooks?.data[0]?.hook}`, content: heading('Deliveries') },
    {
      path: `/webhooks/${webhooks?.data[0]?.hook}`,
      answered: /\/webhooks\/[^/]+$/,
      content: text('Nothing was sent yet'),
    },
    { path: '/retention', content: (page) => page.getByRole('button', { name: 'Save' }) },
    { path: '/audit', content: (page) => page.getByRole('row').nth(1) },
  ];
}

/** A webhook that is told of nothing while it is looked at. */
async function webhookOf(likeness: Likeness): Promise<string> {
  const body = { url: 'http://127.0.0.1:4999/hooks', events: ['dev.likeness.run.*'] };
  return (await likeness.http.POST('/v1/webhooks', { body })).data?.hook ?? '';
}

/** What the service does with what a view asks. */
type Answering = 'never' | 'refuses' | 'breaks' | 'well';

/** Every view while the service answers nothing, refuses, and answers again; some without any connection to it. */
export async function survivesFailures({ page, faults, open, inspect, likeness }: Visit): Promise<void> {
  const main = page.getByRole('main');
  const again = main.getByRole('button', { name: 'Try again' });
  let answering: Answering = 'well';
  let all: RegExp | undefined;
  let held: Route[] = [];

  async function answer(route: Route): Promise<void> {
    if (answering === 'well' || all?.test(new URL(route.request().url()).pathname)) return route.continue();
    if (answering === 'never') held.push(route);
    else if (answering === 'refuses') await route.fulfill(refused);
    else await route.abort();
  }

  async function survives({ path, answered, content }: View): Promise<void> {
    all = answered;
    answering = 'never';
    await open(path);
    await main
      .getByText(/^(Loading|Checking)/)
      .or(page.locator(spinner))
      .first()
      .waitFor();
    answering = 'refuses';
    for (const route of held) await route.fulfill(refused);
    held = [];
    await main.getByText(detail).first().waitFor();
    await page.locator(spinner).first().waitFor({ state: 'detached' });
    expect(await main.getByText(`Internal, request ${requestId}`).count()).toBe(await main.getByText(detail).count());
    answering = 'well';
    await recovers(content);
    expect(await page.evaluate("document.activeElement.matches('h1')")).toBe(true);
  }

  /** Each that failed is tried again, by its own button. */
  async function recovers(content: View['content']): Promise<void> {
    for (let left = await again.count(); left > 0; left -= 1) await again.first().click();
    await content(page).first().waitFor();
    await again.first().waitFor({ state: 'detached' });
    // The browser tells of each answer that refused, and of each that did not come.
    for (const fault of faults.splice(0)) expect(fault).toMatch(/status of 500|ERR_FAILED/);
  }

  /** Without a file of the console, and without whoever signs people in. */
  async function survivesWithout(files: string, told: string): Promise<void> {
    const cut = (route: Route) => route.abort();
    await page.route(files, cut);
    await open('/audit');
    await page.getByText(told).waitFor();
    await page.unroute(files, cut);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    for (const fault of faults.splice(0)) expect(fault).toMatch(/ERR_FAILED|imported module/);
  }

  const params = { path: { webhook: await webhookOf(likeness) } };
  try {
    await page.route('**/v1/**', answer);
    const views = await viewsOf(likeness);
    for (const view of views) await survives(view);
    answering = 'refuses';
    all = undefined;
    await open('/runs');
    await main.getByText(detail).waitFor();
    await inspect('failed');
    for (const { path, content } of views.filter(({ path }) => ['/runs', '/gallery'].includes(path))) {
      answering = 'breaks';
      await open(path);
      await main.getByText('There is no connection to the service').waitFor();
      answering = 'well';
      await recovers(content);
    }
    await survivesWithout('**/assets/audit-page-*', 'A part of the console did not come');
    await survivesWithout('**/oauth2/token', 'There is no connection to the service');
  } finally {
    await page.unroute('**/v1/**', answer);
    await likeness.http.DELETE('/v1/webhooks/{webhook}', { params });
  }
}

/** A run under way is watched on, by itself, once there is a connection again. */
export async function goesOnWatching({ page, faults, open, likeness }: Visit): Promise<void> {
  const run = await likeness.runs.get(await newestRun(likeness, 'sunrise-mug'));
  const underWay = JSON.stringify({ ...run, status: 'training' });
  const events = { contentType: 'text/event-stream', body: `event: run\nid: 1\ndata: ${underWay}\n\n` };
  const watched = new RegExp(`/v1/runs/${run.id}(/events)?$`);
  await page.route(watched, (route) => route.abort());
  await page.route(watched, (route) => route.fulfill(events), { times: 1 });
  await open(`/runs/${run.id}`);
  await page.getByText('There is no connection to the service').waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
  await page.unroute(watched);
  await page.getByRole('button', { name: 'Retry', exact: true }).waitFor();
  await page.getByText('There is no connection to the service').waitFor({ state: 'detached' });
  for (const fault of faults.splice(0)) expect(fault).toMatch(/ERR_FAILED/);
}
