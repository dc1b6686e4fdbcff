/** The runs list, of a tenant with few runs and of one with many: opened, paged through and filtered, as a person does. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Installation } from '../../lib/local/installation.ts';
import { localInvitations } from '../../lib/local/invitations.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { type Service, startService } from './api-service.ts';
import { asker, type Filled, fillStore } from './api-store.ts';
import { fetched, type Wait, waitOf, watch } from './console-watch.ts';

export type Way = 'cold' | 'warm' | 'filter' | 'next' | 'deep';

/** One thing that a person waits for. */
export interface RunsCase {
  readonly way: Way;
  /** How many runs the tenant has. */
  readonly runs: number;
  /** Rows of a page. */
  readonly rows: number;
}

export interface RunsMeasured extends RunsCase {
  readonly waits: readonly Wait[];
  /** What opening the view fetched, in the last round. */
  readonly bytes: number;
  readonly answers: number;
}

export interface Scale {
  readonly few: number;
  readonly many: number;
}

/** What the console shows where nobody chose, and what the budget is of. */
export const usualRows = 25;
const fewRows = 10;

const user = 'bench';
const password = 'as long as it has to be';
const row = 'main table tbody a[href^="/runs/"]';

interface Store extends Filled, Service {
  readonly page: Page;
}

/** Every case once a round, the few runs beside the many, so that what slows one slows the other. */
export async function measureRuns(
  { installed, browser, work }: { installed: Installation; browser: Browser; work: string },
  { few, many }: Scale,
  rounds: number,
  told: (stage: string, done: number, total: number) => void,
): Promise<RunsMeasured[]> {
  const stores: Store[] = [];
  try {
    for (const runs of [few, many]) {
      const data = join(work, String(runs));
      stores.push(await open(installed, browser, data, runs, (done) => told(`${runs} runs`, done, 2 * runs)));
    }
    const [small, large] = stores as [Store, Store];
    const of = (store: Store, runs: number, way: Way, rows: number) => ({
      ...{ store, way, runs, rows, waits: [] as Wait[], bytes: 0, answers: 0 },
    });
    const cases = [
      ...(['cold', 'warm', 'filter'] as const).flatMap((way) => [
        of(small, few, way, fewRows),
        of(large, many, way, fewRows),
      ]),
      ...(['next', 'deep'] as const).map((way) => of(large, many, way, fewRows)),
      ...(['cold', 'warm', 'filter', 'next', 'deep'] as const).map((way) => of(large, many, way, usualRows)),
      ...(['cold', 'warm', 'next'] as const).map((way) => of(large, many, way, 100)),
    ];
    // One round more, which nobody counts: the service and the browser compile what they run.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [at, one] of cases.entries()) {
        const wait = await ways[one.way](one.store, one.rows);
        if (round > 0) one.waits.push(wait);
        Object.assign(one, await fetched(one.store.page));
        told('waits', round * cases.length + at + 1, (rounds + 1) * cases.length);
      }
    }
    return cases.map(({ store: _, ...measured }) => measured);
  } finally {
    await Promise.all(stores.map(({ stop }) => stop()));
  }
}

/** A tenant of so many runs, and somebody of it who is signed in. */
async function open(
  installed: Installation,
  browser: Browser,
  data: string,
  runs: number,
  told: (done: number) => void,
): Promise<Store> {
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  // Half of a store's runs are of the one who asks.
  const filled = await fillStore(data, 2 * runs, told);
  const records = sqliteRecords(join(data, 'records.sqlite'));
  const invitations = localInvitations(records, systemClock);
  const { code } = await invitations.add({ tenant: asker, user, role: 'member' });
  await invitations.accept(code, user, password);
  records.close();
  const service = await startService(installed, data);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await watch(page, row);
  await page.goto(`${service.url}/runs`);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(row).first().waitFor();
  return { ...filled, ...service, page };
}

/** Pages have so many rows from now on. */
const setRows = (page: Page, rows: number): Promise<unknown> =>
  page.evaluate(`localStorage.setItem('likeness.runs', ${JSON.stringify(JSON.stringify({ pageSize: rows }))})`);

async function opened({ url, page }: Store, path: string): Promise<Wait> {
  // What the tab's page before still asks for is none of this one's.
  await page.goto(url + path);
  return waitOf(page);
}

const ways: Readonly<Record<Way, (store: Store, rows: number) => Promise<Wait>>> = {
  async cold(store, rows) {
    await setRows(store.page, rows);
    const session = await store.page.context().newCDPSession(store.page);
    await session.send('Network.clearBrowserCache');
    await session.detach();
    return opened(store, '/runs');
  },
  async warm(store, rows) {
    await setRows(store.page, rows);
    return opened(store, '/runs');
  },
  async filter(store, rows) {
    await ways.warm(store, rows);
    const { page } = store;
    await page.getByRole('button', { name: 'Filter by status' }).click();
    return waitOf(page, () => page.getByRole('option', { name: 'Succeeded' }).click());
  },
  async next(store, rows) {
    await ways.warm(store, rows);
    return nextPage(store.page);
  },
  async deep(store, rows) {
    await setRows(store.page, rows);
    await opened(store, `/runs?page=${Math.ceil(store.runs / 4 / rows)}&cursor=${encodeURIComponent(store.cursor)}`);
    return nextPage(store.page);
  },
};

const nextPage = (page: Page): Promise<Wait> =>
  waitOf(page, () => page.getByRole('button', { name: 'Next page' }).click());
