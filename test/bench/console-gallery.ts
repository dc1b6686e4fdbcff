/** The synthetic images of a run, a thousand of them: opened, and scrolled through from the first to the last. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLikeness, type PhotoRole } from '../../clients/typescript/src/index.ts';
import { photoFromFile } from '../../clients/typescript/src/node.ts';
import type { Installation } from '../../lib/local/installation.ts';
import { localInvitations } from '../../lib/local/invitations.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { startService } from './api-service.ts';
import { growGallery, type ScrollFigures, scrollGallery } from './gallery-scroll.ts';

export interface Pass extends ScrollFigures {
  readonly width: number;
  /** Whether nobody had looked before: each small picture is made as it comes into sight. */
  readonly first: boolean;
}

const subject = 'sunrise-mug';
const tenant = 'local';
const user = 'bench';
const password = 'as long as it has to be';
const widths = [1440, 390] as const;

/** The first pass of each width makes or fetches what the others find: they are told apart. */
export async function measureGallery(
  { installed, browser, work }: { installed: Installation; browser: Browser; work: string },
  images: number,
  rounds: number,
  told: (stage: string, done: number, total: number) => void,
): Promise<Pass[]> {
  const data = join(work, 'gallery');
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  told('a run', 0, 1);
  const run = await makeRun(installed, data);
  await growGallery(data, subject, images);
  await invite(data);
  const service = await startService(installed, data);
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const address = `${service.url}/runs/${run}?tab=images`;
    await signIn(page, address);
    const passes: Pass[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      for (const width of round === 0 ? [widths[0]] : widths) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address);
        await page.locator('[data-image] img').first().waitFor();
        passes.push({ ...(await scrollGallery(page, { images })), width, first: round === 0 });
        told('galleries', passes.length, 1 + widths.length * rounds);
      }
    }
    await context.close();
    return passes;
  } finally {
    await service.stop();
  }
}

/** A short run of sample photos, by the API. */
async function makeRun(installed: Installation, data: string): Promise<string> {
  const service = await startService(installed, data);
  try {
    const program = join(installed.root, 'bin', 'likeness.ts');
    const asked = ['token', '--tenant', tenant, '--role', 'admin', '--json', '--data', data];
    const args = ['--disable-warning=ExperimentalWarning', program, ...asked];
    const { token } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as { token: string };
    const likeness = createLikeness({ baseUrl: service.url, token });
    const photo = (path: string, role: PhotoRole) =>
      photoFromFile(join(installed.root, 'assets', 'samples', path), { role });
    const references = ['00', '01', '02'].map((name) => photo(`${subject}/reference/${name}.jpg`, 'reference'));
    await likeness.subjects.create({ id: subject, category: 'mug' });
    const { upload } = await likeness.upload(subject, await Promise.all(references));
    const { id } = await likeness.runs.start(subject, { upload, changes: { 'represent.steps': 4 } });
    const { error } = await likeness.runs.wait(id);
    if (error !== null) throw new Error(error.message);
    return id;
  } finally {
    await service.stop();
  }
}

async function invite(data: string): Promise<void> {
  const records = sqliteRecords(join(data, 'records.sqlite'));
  const invitations = localInvitations(records, systemClock);
  const { code } = await invitations.add({ tenant, user, role: 'member' });
  await invitations.accept(code, user, password);
  records.close();
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-image] img').first().waitFor();
}
