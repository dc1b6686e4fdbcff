import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLikeness, type PhotoRole } from '../../clients/typescript/src/index.ts';
import { photoFromFile } from '../../clients/typescript/src/node.ts';
import { root, runLimit, samples, start } from '../fixtures/command.ts';
import { axeFindings, keepScreenshots, openBrowser, openPage, scriptBytes, withChromium } from '../fixtures/console.ts';
import { startService } from '../fixtures/service.ts';
import { password } from '../fixtures/sign-in.ts';

let data: string;
let service: Awaited<ReturnType<typeof startService>>;
let browser: Browser | undefined;
beforeAll(async () => {
  const vite = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'];
  const built = spawnSync(process.execPath, [...vite, '--config', join(root, 'console', 'vite.config.ts')], {
    // As it is served, and not as for a test.
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  expect([built.status, built.stderr]).toEqual([0, '']);
  data = await mkdtemp(join(tmpdir(), 'likeness-console-'));
  service = await startService(data);
});
afterAll(async () => {
  await browser?.close();
  service.up.child.kill('SIGINT');
  await service.up.ended;
  await rm(data, { recursive: true, force: true });
});

test('the first view loads at most 350 KB of scripts', () => {
  const views = ['index.html', 'src/runs/runs-page.tsx'];
  expect(scriptBytes(join(root, '.cache', 'console'), views)).toBeLessThanOrEqual(350_000);
});

describe('the pages', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });

  test('are one document at every address of a view, under a policy that runs nothing foreign', async () => {
    for (const path of [
      '/',
      '/runs',
      '/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV',
      '/subjects/mug',
      '/signed-in?code=a&state=b',
    ]) {
      const page = await get(path);
      expect([page.status, page.headers.get('Cache-Control')]).toEqual([200, 'no-cache']);
      const policy = page.headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(await page.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+="/);
    }
  });

  test('have files that never change, and no way out of their folder', async () => {
    const [, script = ''] = /src="(\/console\/assets\/index-[^"]+)"/.exec(await (await get('/')).text()) ?? [];
    expect((await get(script)).headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    for (const path of [
      'assets/..%2f..%2fworkflow.asl.json',
      '..%2fworkflow.asl.json',
      'assets/none.js',
      '.vite/manifest.json',
    ]) {
      expect((await get(`/console/${path}`)).status).toBe(404);
    }
  });

  test('leave the API where it is', async () => {
    expect((await get('/v1/runs')).headers.get('Content-Type')).toBe('application/problem+json');
    expect((await get('/nothing-here', { Accept: 'text/html' })).status).toBe(404);
    expect((await (await get('/console/config.json')).json()) as object).toMatchObject({
      authority: service.url,
      clientId: 'likeness-console',
    });
  });
});

/** Looks at a view with axe, light and dark, and keeps pictures of it where they are asked for. */
async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { grave, others } = await axeFindings(page);
    expect([name, colorScheme, ...grave]).toEqual([name, colorScheme]);
    if (process.env.LIKENESS_SCREENSHOTS !== undefined) {
      process.stderr.write(`${name}, ${colorScheme}: ${others.join(' ')}\n`);
    }
  }
  await keepScreenshots(page, name);
}

/**
 * A run, of the tenant that the first person is of, on three sample photos of a thing. Others of it and of other things judge,
 * and whatever the verdict is, serving it is left to the person.
 */
async function seedRun(): Promise<string> {
  const asked = ['token', '--tenant', 'local', '--role', 'admin', '--json', '--data', data];
  const issued = await start(asked, { program: join(root, 'bin', 'likeness.ts') }).ended;
  const { token } = JSON.parse(issued.stdout) as { token: string };
  const likeness = createLikeness({ baseUrl: service.url, token });
  await likeness.subjects.create({ id: 'sunrise-mug', category: 'mug' });
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
  const run = { upload, changes: { 'represent.steps': 4 }, promote: 'never' as const };
  return (await likeness.runs.start('sunrise-mug', run)).id;
}

withChromium(
  'a person joins, sees a run go from photos to a verdict, and signs out',
  async () => {
    browser = await openBrowser();
    const { context, page, faults } = await openPage(browser);
    const heading = (text: string) => page.getByRole('heading', { level: 1, name: text });

    await page.goto(service.signIn ?? '');
    await page.getByLabel('User name').fill('ann');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('link', { name: 'Open the console' }).click();
    await page.getByRole('button', { name: 'Continue as ann' }).click();

    await heading('Runs').waitFor();
    await page.getByText('No runs yet').waitFor();
    await inspect(page, 'no-runs');

    const run = await seedRun();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('link', { name: run }).waitFor();
    await page.goto(`${service.url}/runs?status=failed&subject=sunrise-mug`);
    // Loaded anew: the tab is signed in still, and the address says what is shown.
    await page.getByText('No run is like that').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: run }).click();

    await heading('Run of sunrise-mug').waitFor();
    expect(await page.title()).toBe('Run of sunrise-mug – Likeness');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Run of sunrise-mug');
    await page.getByRole('progressbar').first().waitFor();
    await inspect(page, 'run-under-way');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog', { name: 'Cancel the run?' }).getByRole('button', { name: 'Let it run' }).click();

    await page.getByRole('heading', { name: 'Verdict' }).waitFor({ timeout: runLimit });
    await page.getByText('Kept base').first().waitFor();
    await page
      .getByRole('cell', { name: /^[+−]0\.\d{3} \([+−]0\.\d{3} to [+−]0\.\d{3}\)$/ })
      .first()
      .waitFor();
    await inspect(page, 'run-overview');

    await page.getByRole('button', { name: 'Promote', exact: true }).click();
    await page.getByText(/instead of the base from then on/).waitFor();
    await inspect(page, 'run-promote');
    await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.getByText(/The endpoint of sunrise-mug answers by local\.sunrise-mug@/).waitFor();
    await page.getByRole('button', { name: 'Roll back', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByText('The endpoint of sunrise-mug answers by the base again.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();

    await page.getByRole('tab', { name: /Photos/ }).click();
    await page.getByText('Accepted').first().waitFor();
    await inspect(page, 'run-photos');
    await page.getByRole('tab', { name: 'Synthetic images' }).click();
    const image = page.getByRole('img', { name: /Shows the subject/ }).first();
    await image.waitFor();
    const width = await image.evaluate(async (shown) => {
      const picture = shown as unknown as { decode(): Promise<void>; naturalWidth: number };
      await picture.decode();
      return picture.naturalWidth;
    });
    expect(width).toBeGreaterThan(0);
    await inspect(page, 'run-images');
    await page.getByRole('tab', { name: 'Logs' }).click();
    await page
      .getByRole('log')
      .getByText(/step \d+\/\d+/)
      .waitFor();
    await inspect(page, 'run-logs');
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page
      .getByRole('link', { name: /adapter/ })
      .first()
      .waitFor();
    expect(new URL(page.url()).search).toBe('?tab=artifacts');
    await inspect(page, 'run-artifacts');

    await page.getByRole('link', { name: 'Runs' }).first().click();
    await page.getByText('Kept base').first().waitFor();
    await inspect(page, 'runs');
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

    await page.getByRole('link', { name: 'Subjects' }).click();
    await heading('Subjects').waitFor();
    await page.getByRole('link', { name: 'Show runs of sunrise-mug' }).waitFor();
    await inspect(page, 'subjects');

    await page.goto(`${service.url}/runs/none/of/that`);
    await heading('There is no such page').waitFor();
    await inspect(page, 'not-found');

    await page.getByRole('button', { name: /ann/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading('You are signed out').waitFor();
    await inspect(page, 'signed-out');
    expect(faults).toEqual([]);

    // A deep link is kept through signing in again, which takes the password now.
    await page.goto(`${service.url}/runs/${run}?tab=logs`);
    await page.getByLabel('User name').fill('ann');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading('Run of sunrise-mug').waitFor();
    expect(page.url()).toBe(`${service.url}/runs/${run}?tab=logs`);

    await context.setOffline(true);
    await page.getByText('You are offline').waitFor();
    await context.setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'hidden' });
    await page.goto(`${service.url}/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV`);
    await heading('There is no such run').waitFor();
  },
  runLimit,
);
