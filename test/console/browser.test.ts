import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root, runLimit } from '../fixtures/command.ts';
import { openBrowser, scriptBytes, withChromium } from '../fixtures/console.ts';
import { startService } from '../fixtures/service.ts';
import { acceptInvitation, clientOf, openVisit, type Service, type Visit } from '../fixtures/visit.ts';
import { managesClients, managesMembers, readsAudit, readsUsage, refusesMembers } from './walks/admin.ts';
import { comparesRuns } from './walks/compare.ts';
import { readsReceipt, seesDeletion, setsRetention } from './walks/deletions.ts';
import { readsEvaluation } from './walks/evaluation.ts';
import { worksByKeyboard } from './walks/keyboard.ts';
import { beginsWithPhotosThereAre, makesSubject, seesRunThrough } from './walks/new-subject.ts';
import { seedRun, watchesRun } from './walks/run.ts';
import { signsOutAndIn } from './walks/signing-out.ts';
import { goesOnWatching, survivesFailures } from './walks/states.ts';
import { correctsMask, deletesSubject, looksAtNewSubject, managesEndpoint } from './walks/subject.ts';
import { listsSubjects } from './walks/subjects.ts';
import { keepsGallery, triesEndpoint } from './walks/try.ts';
import { managesWebhooks } from './walks/webhooks.ts';
import { seesWorkflow } from './walks/workflow.ts';

let data: string;
let service: Service;
let browser: Browser | undefined;
let visit: Visit;
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

describe('a person at the console', () => {
  withChromium('joins, and finds no runs yet', async () => {
    browser = await openBrowser();
    visit = await openVisit(browser, service, await clientOf(service, data));
    await acceptInvitation(visit, service.signIn ?? '', 'ann');
    await visit.heading('Runs');
    await visit.page.getByText('No runs yet').waitFor();
    await visit.inspect('no-runs');
  });

  const walk = (name: string, walked: (visit: Visit) => Promise<void>) =>
    withChromium(
      name,
      async () => {
        await walked(visit);
        expect(visit.faults.splice(0)).toEqual([]);
      },
      runLimit,
    );

  walk('watches a run from its photos to a verdict, and promotes and rolls back', watchesRun);
  walk('makes a subject of three photos, and starts its run', async (there) => {
    await makesSubject(there);
    // To be compared later on. Both runs go on while other views are looked at.
    await seedRun(there.likeness, 6);
  });
  walk('looks at a subject without photos', looksAtNewSubject);
  walk('keeps the gallery', keepsGallery);
  walk('manages members', managesMembers);
  walk('manages machine clients, by one of which a token is got', managesClients);
  walk('manages webhooks, one of which receives', managesWebhooks);
  walk('sets how long things are kept', setsRetention);
  walk('sees the run of the three photos through', seesRunThrough);
  walk('compares runs', comparesRuns);
  walk('sees what a run did and came to', seesWorkflow);
  walk('reads how a run was judged, and of what images it learnt', readsEvaluation);
  walk('promotes an adapter, and rolls back', managesEndpoint);
  walk('begins another run with the photos of the one before', beginsWithPhotosThereAre);
  walk('tries the endpoint, and runs the snippets', triesEndpoint);
  walk('corrects a mask, and runs again by it', correctsMask);
  walk('deletes the subject', deletesSubject);
  walk('sees the deletion under way', seesDeletion);
  walk('reads usage, and changes quotas', readsUsage);
  walk('reads the audit log', readsAudit);
  walk('lists subjects', listsSubjects);
  walk('keeps members from what is for admins, and another tenant from everything', refusesMembers);
  walk('reads the receipt, and has it verified', readsReceipt);
  walk('says what is wrong in every view, and goes on from it', survivesFailures);
  walk('sees a run go on after the connection was gone', goesOnWatching);
  walk('is used by keyboard alone', worksByKeyboard);
  walk('signs out, and comes back by a deep link', signsOutAndIn);
});
