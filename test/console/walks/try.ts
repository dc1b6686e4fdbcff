import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Likeness } from '../../../clients/typescript/src/index.ts';
import { root, runLimit, samples } from '../../fixtures/command.ts';
import type { Visit } from '../../fixtures/visit.ts';
import { jpeg, scene } from '../../photos/scenes.ts';

const subject = 'sunrise-mug';
const heldOut = join(samples, subject, 'held-out');
const run = promisify(execFile);

/** Has an adapter of the subject serve. @returns what puts the endpoint back */
async function serving(likeness: Likeness): Promise<() => Promise<void>> {
  const params = { path: { subject } };
  const { endpoint } = await likeness.subjects.get(subject);
  if (endpoint.adapter !== null) return async () => {};
  const { data } = await likeness.http.GET('/v1/subjects/{subject}/adapters', { params });
  await likeness.http.POST('/v1/subjects/{subject}/promote', { params, body: { adapter: data?.data[0]?.name ?? '' } });
  return async () => void (await likeness.http.POST('/v1/subjects/{subject}/rollback', { params }));
}

const choose = (page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
  page.locator('input[type=file][multiple]').setInputFiles(files);

async function snippet(page: Page, language: 'curl' | 'TypeScript'): Promise<string> {
  await page.getByRole('tab', { name: language }).click();
  return (await page.getByRole('region', { name: `The call in ${language}` }).textContent()) ?? '';
}

/** Runs what the page shows to be copied, beside the photo that it names. */
async function runSnippets(page: Page, token: string): Promise<void> {
  const env = { PATH: process.env.PATH, LIKENESS_TOKEN: token };
  const folder = await mkdtemp(join(tmpdir(), 'likeness-snippet-'));
  try {
    await mkdir(join(folder, 'node_modules', '@likeness'), { recursive: true });
    await symlink(join(root, 'clients', 'typescript'), join(folder, 'node_modules', '@likeness', 'client'));
    await symlink(join(heldOut, '00.jpg'), join(folder, '00.jpg'));
    for (const [question, found] of [
      ['Is it there?', /"score": ?[\d.]+/],
      ['Where is it?', /"box": ?\[/],
      ['What is like it?', /"id": ?"[0-9a-f]{32}"/],
    ] as const) {
      await page.getByRole('button', { name: question }).click();
      const curl = await snippet(page, 'curl');
      expect(curl).not.toContain(token);
      expect((await run('bash', ['-c', curl], { cwd: folder, env })).stdout).toMatch(found);
      await writeFile(join(folder, 'ask.ts'), await snippet(page, 'TypeScript'));
      expect((await run(process.execPath, ['ask.ts'], { cwd: folder, env })).stdout).toMatch(found);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The endpoint of a subject that answers for it, tried with photos of the subject, of another thing, and with what is none. */
export async function triesEndpoint({ page, faults, likeness, open, inspect }: Visit): Promise<void> {
  const restore = await serving(likeness);
  const { data: added } = await likeness.http.POST('/v1/gallery', { body: { image: await madeUp(71) } });
  await open(`/subjects/${subject}?tab=try`);
  await page.getByRole('heading', { name: 'Try it' }).waitFor();

  // It sleeps, as it may in the cloud, and the page goes on by itself.
  await page.route('**/match', (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '2' } }), {
    times: 1,
  });
  const located = page.waitForRequest('**/locate', { timeout: runLimit });
  await choose(page, join(heldOut, '00.jpg'));
  await page.getByText('The endpoint is waking').waitFor();
  const token = (await (await located).headerValue('authorization'))?.replace('Bearer ', '') ?? '';
  expect(faults.splice(0)).toEqual([expect.stringContaining('503')]);
  await page.getByRole('heading', { name: /This is (not )?sunrise-mug$|is not judged yet/ }).waitFor();
  await page.getByText(/The likest part is .* of the photo\. As a whole its likeness is/).waitFor();
  await page.getByText(/Reference photo \d, /).waitFor();
  const slider = page.getByRole('slider', { name: 'Opacity of the map' });
  await slider.press('ArrowRight');
  expect(await slider.inputValue()).toBe('60');
  await page
    .getByRole('link', { name: /^Photo [0-9a-f]{8}, −?[01]\.\d{3}$/ })
    .first()
    .waitFor();
  await inspect('try');
  await runSnippets(page, token);
  expect(new URL(page.url()).search).toBe('?tab=try&call=search&code=typescript');

  const other = join(samples, 'others', '00.jpg');
  const heic = { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heic') };
  const large = { name: 'large.png', mimeType: 'image/png', buffer: await noise(1500) };
  await choose(page, [other]);
  await page
    .getByRole('button', { name: /^00\.jpg: .*, −?0\.\d{3}$/ })
    .nth(1)
    .waitFor();
  await choose(page, heic);
  await page.getByText('It is a HEIC').waitFor();
  await choose(page, large);
  await page.getByText(/It was made smaller in your browser before it was sent: \d.* MiB became/).waitFor();
  await page.getByRole('button', { name: /^large\.jpg: .*, −?0\.\d{3}$/ }).waitFor();
  await page.getByRole('button', { name: 'IMG_1.HEIC: It failed, –' }).click();
  await inspect('try-failed');
  await likeness.http.DELETE('/v1/gallery/{photo}', { params: { path: { photo: added?.id ?? '' } } });
  await restore();
}

/** A picture that no other test has, as it is sent. */
const madeUp = async (seed: number): Promise<string> =>
  `data:image/jpeg;base64,${(await jpeg(scene(seed))).toString('base64')}`;

/** More than is sent as it is: noise can't be made small without loss. */
function noise(side: number): Promise<Buffer> {
  const gaussian = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: side, height: side, channels: 3, background: 'grey', noise: gaussian } as const;
  return sharp({ create }).png().toBuffer();
}

/** The gallery: from nothing, or what there is, over photos that are added and looked at, to their removal. */
export async function keepsGallery({ page, likeness, open, heading, inspect }: Visit): Promise<void> {
  const files = await Promise.all(
    [81, 82, 83].map(async (seed) => ({
      name: `scene-${seed}.jpg`,
      mimeType: 'image/jpeg',
      buffer: await jpeg(scene(seed)),
    })),
  );
  await open('/gallery');
  await heading('Gallery');
  await page
    .getByText('The gallery is empty')
    .or(page.getByRole('link', { name: /^Photo / }).first())
    .waitFor();
  await inspect('gallery-before');

  await choose(page, [...files, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }]);
  await page.getByText('3 photos are in the gallery.').waitFor();
  await page.getByText(/^notes\.jpg: It is no picture/).waitFor();
  const pictures = page.getByRole('link', { name: /^Photo [0-9a-f]{8}$/ });
  const mine = await Promise.all([0, 1, 2].map((at) => pictures.nth(at).getAttribute('aria-label')));
  await inspect('gallery');

  await pictures.first().click();
  const large = page.getByRole('dialog', { name: mine[0] ?? '' });
  await large.getByRole('img').waitFor();
  const { search } = new URL(page.url());
  expect(search).toMatch(/^\?photo=[0-9a-f]{32}$/);
  await page.reload();
  await large.getByRole('img').waitFor();
  await inspect('gallery-photo');
  await large.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove the photo?' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The photo is out of the gallery.').waitFor();
  expect(new URL(page.url()).search).toBe('');

  for (const name of mine.slice(1)) {
    await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  }
  await page.getByRole('button', { name: 'Remove 2' }).click();
  await inspect('gallery-remove');
  await page.getByRole('dialog', { name: 'Remove 2 photos?' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('2 photos are out of the gallery.').waitFor();
  const { response } = await likeness.http.GET('/v1/gallery/{photo}', {
    params: { path: { photo: search.slice('?photo='.length) } },
  });
  expect(response.status).toBe(404);
}
