import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where `likeness up` keeps what its tenant's subject has. */
const jobsOf = (data: string, subject: string): string =>
  join(data, 'objects', 'likeness-local', 'tenants', 'local', 'subjects', subject, 'jobs');

interface Line {
  readonly id: string;
  readonly file: string;
}

/**
 * Makes the images of a subject's one finished run `count`, where there are fewer: others of new ids, which are the same files again.
 * Each has a thumbnail of its own, as any image has, and curation tells of each.
 */
export async function growGallery(data: string, subject: string, count: number): Promise<void> {
  const folder = jobsOf(data, subject);
  const found = async (file: string): Promise<string> => {
    const jobs = (await readdir(folder)).map((digest) => join(folder, digest, file));
    return jobs.find(existsSync) ?? Promise.reject(new Error(`No job of ${subject} left ${file}.`));
  };
  const list = await found(join('model', 'images.jsonl'));
  const text = await readFile(list, 'utf8');
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const added = Array.from({ length: Math.max(0, count - lines.length) }, (_, at) => {
    const like = lines[at % lines.length] as Line;
    return { like: like.id, line: { ...like, id: `more${String(at).padStart(4, '0')}` } };
  });
  await writeFile(list, text + added.map(({ line }) => `${JSON.stringify(line)}\n`).join(''));

  const report = await found(join('data', 'curation.json'));
  const curation = JSON.parse(await readFile(report, 'utf8')) as { images: readonly { id: string }[] };
  const decided = new Map(curation.images.map((image) => [image.id, image]));
  const more = added.map(({ like, line }) => ({ ...decided.get(like), id: line.id }));
  await writeFile(report, JSON.stringify({ ...curation, images: [...curation.images, ...more] }));
}

/** How evenly a browser drew a gallery while it was scrolled through. */
export interface ScrollFigures {
  readonly images: number;
  readonly frames: number;
  readonly seconds: number;
  /** Between two frames, in milliseconds. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** Frames that took more than 50 ms, which a person sees as a jerk. */
  readonly over50: number;
}

export interface ScrollOptions {
  /** How many there are in all; scrolling ends when they all are there and the end is reached. */
  readonly images?: number;
  readonly pixelsPerSecond?: number;
  /** In milliseconds; a gallery that stops loading fails by it. */
  readonly patience?: number;
}

/** What the page itself does: scrolls a little with each frame, and notes how long each took. */
const scrolling = ({ images, pixelsPerSecond, patience }: Required<ScrollOptions>): string => `
  new Promise((resolve, reject) => {
    const page = document.scrollingElement;
    const known = () => document.querySelectorAll('[data-image]').length;
    const frames = [];
    const begun = performance.now();
    let before = null;
    let at = page.scrollTop;
    const step = (now) => {
      if (before !== null) frames.push(now - before);
      at = Math.min(at + ${pixelsPerSecond} * (before === null ? 0 : now - before) / 1000, page.scrollHeight - innerHeight);
      before = now;
      page.scrollTop = at;
      if (at >= page.scrollHeight - innerHeight - 1 && known() >= ${images}) return resolve({ frames, images: known() });
      if (now - begun > ${patience}) return reject(new Error('Only ' + known() + ' images came in time.'));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`;

/**
 * Scrolls through the synthetic images of a run from where the page is to the last, at a steady pace; further pages come as they do for
 * a person. The page is on the run's tab `images`, its first images drawn. The first time makes the thumbnails, the second does not.
 */
export async function scrollGallery(
  page: Page,
  { images = 1000, pixelsPerSecond = 1500, patience = 180_000 }: ScrollOptions = {},
): Promise<ScrollFigures> {
  const measured = (await page.evaluate(scrolling({ images, pixelsPerSecond, patience }))) as {
    frames: number[];
    images: number;
  };
  const sorted = measured.frames.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    images: measured.images,
    frames: sorted.length,
    seconds: sorted.reduce((sum, each) => sum + each, 0) / 1000,
    ...{ median: at(0.5), p95: at(0.95), longest: sorted.at(-1) ?? 0 },
    over50: sorted.filter((each) => each > 50).length,
  };
}
