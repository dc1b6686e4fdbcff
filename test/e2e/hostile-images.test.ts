import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { photoLimits } from '../../lib/domain/upload.ts';
import { type RunningService, startSeeded } from '../api/seeded-service.ts';
import type { CorpusFile } from '../photos/corpus/file.ts';
import { corpus } from '../photos/corpus/index.ts';
import { told } from '../photos/corpus/told.ts';
import { acceptDoor, embeddingsDoor, type Passed, peakOf, serverOf } from '../photos/doors.ts';
import { outcomesPage, outcomesTable } from '../photos/outcomes.ts';
import { colourAt, quarterColours } from '../photos/scenes.ts';

/**
 * Hundreds of files that somebody may send to do harm, at both doors that a stranger's picture comes in by. Each is taken or
 * refused with a reason; nothing crashes, hangs or takes more memory than here. LIKENESS_HOSTILE_PAGE names a file that the
 * table of what became of them is written to.
 */

/**
 * Half of what the accept function has. A progressive JPEG of 50 megapixels takes its decoder 400 MB, one is decoded at a time,
 * and what is freed the system gets back when it pleases.
 */
const mostToAccept = 1024e6;
/** Of a process that decodes for the embedding server: Pillow has a WebP of 50 megapixels four times. */
const mostToDecode = 950e6;
/** Of the embedding server itself, which decodes nothing: Python's libraries and the model. */
const mostToServe = 800e6;

const perProcess = 90;
const limit = 600_000;

const refusals = {
  accept: [
    ...['PhotoNotAnImage', 'PhotoFormatUnsupported', 'PhotoTruncated', 'PhotoUnreadable'],
    ...['PhotoTooLarge', 'PhotoTooSmall', 'PhotoAnimated', 'MaskMismatch'],
  ],
  embeddings: [
    ...['PhotoNotAnImage', 'PhotoFormatUnsupported', 'PhotoTruncated', 'PhotoUnreadable'],
    ...['PhotoTooLarge', 'PhotoTooSmall', 'PhotoAnimated'],
  ],
} as const;

let folder: string;
let files: CorpusFile[];
let accepted: Passed;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'likeness-hostile-'));
  files = await corpus();
  writeFileSync(join(folder, 'names.json'), JSON.stringify(files.map(({ name }) => name)));
  for (const [number, { bytes }] of files.entries()) writeFileSync(join(folder, String(number)), bytes);
}, limit);
afterAll(() => rmSync(folder, { recursive: true }));

const named = (outcomes: readonly string[]) => files.map(({ name }, number) => `${name}: ${outcomes[number]}`);

/** Files that came to another end than a door may bring them to, by their names. */
function astray({ outcomes }: Passed, allowed: readonly string[]): string[] {
  const right = ({ must }: CorpusFile, outcome = '') =>
    ['taken', ...allowed].includes(outcome) && (must === undefined || (must === 'taken') === (outcome === 'taken'));
  return named(outcomes).filter((_, number) => !right(files[number] as CorpusFile, outcomes[number]));
}

test('there are hundreds, each of its own name, and they are the same every time', async () => {
  expect(files.length).toBeGreaterThanOrEqual(400);
  expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  for (const { name, bytes } of await told()) {
    expect(files.find((file) => file.name === name)?.bytes.equals(bytes)).toBe(true);
  }
});

describe('upload and accept', () => {
  beforeAll(async () => {
    const outcomes: string[] = [];
    let peakBytes = 0;
    for (let from = 0; from < files.length; from += perProcess) {
      const passed = await acceptDoor(folder, from, Math.min(files.length, from + perProcess));
      outcomes.push(...passed.outcomes);
      peakBytes = Math.max(peakBytes, passed.peakBytes);
    }
    accepted = { outcomes, peakBytes };
  }, limit);

  const taken = () =>
    files.flatMap((file, number) => {
      const path = join(folder, 'taken', String(number));
      return existsSync(path) ? [{ ...file, clean: readFileSync(path) }] : [];
    });

  test('take each file, or refuse it with a reason that its owner can mend', () => {
    expect(astray(accepted, refusals.accept)).toEqual([]);
  });

  test(`take at most ${mostToAccept / 1e6} MB`, () => expect(accepted.peakBytes).toBeLessThanOrEqual(mostToAccept));

  test('keep nothing of a file but its picture', async () => {
    const words = [
      'script',
      'hostile',
      'alert',
      '<?xml',
      '<?php',
      '%PDF',
      'PK\x03\x04',
      '/bin/sh',
      'Exif',
      'ICC_PROFILE',
      '8BIM',
      'adobe',
    ];
    for (const { name, clean } of taken()) {
      const { format, width, height, space, exif, icc, iptc, xmp, comments } = await sharp(clean).metadata();
      expect({ name, format, space, exif, icc, iptc, xmp, comments }).toEqual({ name, format: 'jpeg', space: 'srgb' });
      expect(Math.max(width, height)).toBeLessThanOrEqual(photoLimits.longestSide);
      expect({ name, left: words.filter((word) => clean.includes(word, 0, 'latin1')) }).toEqual({ name, left: [] });
    }
    expect(taken().length).toBe(accepted.outcomes.filter((outcome) => outcome === 'taken').length);
  });

  test('show it upright', async () => {
    for (const { name, clean } of taken().filter(({ showsQuarters }) => showsQuarters)) {
      const found = await Promise.all(
        quarterColours.map((_, at) => colourAt(clean, at % 2 === 0 ? 0.25 : 0.75, at < 2 ? 0.25 : 0.75)),
      );
      const off = found.map((colour, at) =>
        Math.max(...colour.map((value, k) => Math.abs(value - (quarterColours[at]?.[k] ?? 0)))),
      );
      expect({ name, off: Math.max(...off) <= 16 ? 'little' : off }).toEqual({ name, off: 'little' });
    }
  });
});

describe('POST /v1/embeddings', () => {
  let service: RunningService;
  let embedded: Awaited<ReturnType<typeof embeddingsDoor>>;
  let server: number | undefined;

  beforeAll(async () => {
    service = await startSeeded(['acme']);
    const token = await service.token('acme', 'member');
    await embeddingsDoor(service, token, files.slice(-1));
    server = process.platform === 'linux' ? serverOf(service.folder) : undefined;
    embedded = await embeddingsDoor(service, token, files);
  }, limit);

  test('takes each file, or refuses it with a reason that its owner can mend', () => {
    expect(astray(embedded, refusals.embeddings)).toEqual([]);
  });

  test('sees the same picture whatever else is in the file', () => {
    const plain = ['jpg', 'png', 'webp'].map((ending) => files.findIndex(({ name }) => name === `turned 1.${ending}`));
    const cosine = (one: readonly number[], other: readonly number[]) =>
      one.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0);
    for (const [number, { name, showsQuarters }] of files.entries()) {
      const vector = embedded.vectors[number];
      if (!showsQuarters || vector === undefined) continue;
      // Each format wears the edges of the quarters in its own way.
      const most = Math.max(...plain.map((at) => cosine(vector, embedded.vectors[at] ?? [])));
      expect({ name, alike: most > 0.99 || most }).toEqual({ name, alike: true });
    }
  });

  test('goes on with the server that it began with, which takes no more memory than it may', () => {
    const log = readFileSync(join(service.folder, 'data', 'endpoint', 'server.log'), 'utf8');
    expect(log.match(/Started server process/g)).toHaveLength(1);
    if (server === undefined) return;
    expect(serverOf(service.folder)).toBe(server);
    expect(peakOf(server)).toBeLessThanOrEqual(mostToServe);
    expect(embedded.peakBytes).toBeLessThanOrEqual(mostToDecode);
    expect(embedded.peakBytes).toBeGreaterThan(0);
  });

  test('has no fault of its own', async () => {
    process.stdout.write(`${outcomesTable({ accepted, embedded })}\n`);
    const page = process.env.LIKENESS_HOSTILE_PAGE;
    if (page !== undefined)
      writeFileSync(page, outcomesPage(files, { accepted, embedded }, { mostToAccept, mostToDecode }));
    const { status, requests, stderr } = await service.stop();
    expect(requests.filter((request) => request.status >= 500)).toEqual([]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
