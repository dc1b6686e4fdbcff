import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../../lib/domain/errors.ts';
import { copyPhotos, likeness, samples } from '../fixtures/command.ts';
import { hostileFiles } from '../photos/hostile.ts';
import { jpeg, png, scene } from '../photos/scenes.ts';

/** Folders by name, each the files in it. */
type Folders = Readonly<Record<string, Readonly<Record<string, Uint8Array | string>>>>;

interface Refusal {
  readonly what: string;
  readonly folders?: Folders;
  /** Instead of the ordinary arguments. */
  readonly args?: readonly string[];
  readonly code: ErrorCode;
  /** What the message must say. */
  readonly says: readonly (string | RegExp)[];
}

const ordinary = ['--photos', 'photos', '--category', 'mug', '--out', 'out'];
const withOption = (...args: string[]): string[] => [...ordinary, ...args];
const without = (option: string): string[] => {
  const at = ordinary.indexOf(option);
  return [...ordinary.slice(0, at), ...ordinary.slice(at + 2)];
};
const withOut = (out: string): string[] => [...without('--out'), '--out', out];

const hostile = new Map((await hostileFiles()).map(({ name, bytes }) => [name, bytes]));
const fileNamed = (name: string): Uint8Array => {
  const bytes = hostile.get(name);
  if (bytes === undefined) throw new Error(`There is no hostile file ${name}.`);
  return bytes;
};
const good = {
  'a.jpg': await jpeg(scene(11)),
  'b.jpg': await jpeg(scene(12)),
  'c.jpg': await jpeg(scene(13)),
};
const cut = (source: Uint8Array): Uint8Array => source.subarray(0, Math.floor(source.length / 2));
const among = (name: string, bytes: Uint8Array): Folders => ({ photos: { ...good, [name]: bytes } });

const ofFolders: readonly Refusal[] = [
  {
    what: 'a folder that is not there',
    folders: {},
    code: 'PhotosFolderMissing',
    says: ['--photos "photos" does not exist', 'spelling'],
  },
  {
    what: 'a file in place of the folder',
    args: ['--photos', 'photos/a.jpg', '--category', 'mug', '--out', 'out'],
    code: 'PhotosFolderMissing',
    says: ['"photos/a.jpg" is a file', 'folder that it lies in'],
  },
  { what: 'an empty folder', folders: { photos: {} }, code: 'PhotosFolderEmpty', says: ['"photos"', 'JPEG'] },
  {
    what: 'a folder of others that is not there',
    args: withOption('--others', 'elsewhere'),
    code: 'PhotosFolderMissing',
    says: ['--others "elsewhere"'],
  },
  {
    what: 'distractors that are not there',
    args: withOption('--distractors', 'elsewhere'),
    code: 'PhotosFolderMissing',
    says: ['--distractors "elsewhere"'],
  },
  {
    what: 'distractors in no category',
    folders: { photos: good, bank: { 'a.jpg': good['a.jpg'] } },
    args: withOption('--distractors', 'bank'),
    code: 'DatasetInvalid',
    says: ['"a.jpg"', 'or into "any"'],
  },
  {
    what: 'one photo',
    folders: { photos: { 'a.jpg': good['a.jpg'] } },
    code: 'TooFewPhotos',
    says: ['1 reference photo', 'at least 2'],
  },
  {
    what: 'one photo twice',
    folders: { photos: { 'a.jpg': good['a.jpg'], 'copy of a.jpg': good['a.jpg'] } },
    code: 'TooFewPhotos',
    says: ['copy of a.jpg', 'same picture twice counts once'],
  },
  {
    what: 'a photo that is held out and a reference as well',
    folders: { photos: good, judges: { 'same.jpg': good['b.jpg'], 'new.jpg': await jpeg(scene(14)) } },
    args: withOption('--held-out', 'judges'),
    code: 'PhotoHeldOutTwice',
    says: ['"same.jpg"', '"b.jpg"', 'Remove it from one'],
  },
];

const ofFiles: readonly Refusal[] = [
  {
    what: 'a text file',
    folders: among('notes.txt', fileNamed('notes.txt')),
    code: 'PhotoNotAnImage',
    says: ['"notes.txt"', 'Take it out'],
  },
  {
    what: 'a JPEG that breaks off',
    folders: among('torn.jpg', cut(good['a.jpg'])),
    code: 'PhotoTruncated',
    says: ['"torn.jpg"', 'again'],
  },
  {
    what: 'a photo of more than 50 megapixels',
    folders: among('wall.png', fileNamed('just above.png')),
    code: 'PhotoTooLarge',
    says: ['"wall.png"', '50 million', 'smaller'],
  },
  {
    what: 'a decompression bomb',
    folders: among('bomb.png', fileNamed('bomb 60000.png')),
    code: 'PhotoTooLarge',
    says: ['"bomb.png"', '60000 x 60000'],
  },
  {
    what: 'an animated WebP',
    folders: among('wave.webp', fileNamed('moving.webp')),
    code: 'PhotoAnimated',
    says: ['"wave.webp"', 'one frame'],
  },
  {
    what: 'an animated GIF',
    folders: among('wave.gif', fileNamed('moving.gif')),
    code: 'PhotoFormatUnsupported',
    says: ['"wave.gif"', 'JPEG'],
  },
  {
    what: 'a HEIC',
    folders: among('IMG_0001.HEIC', fileNamed('IMG_0001.HEIC')),
    code: 'PhotoFormatUnsupported',
    says: ['"IMG_0001.HEIC"', 'Export it as JPEG', 'Most Compatible'],
  },
  {
    what: 'several bad files at once, with how many more there are',
    folders: { photos: { ...good, 'notes.txt': fileNamed('notes.txt'), 'torn.jpg': cut(good['a.jpg']) } },
    code: 'PhotoNotAnImage',
    says: ['"notes.txt"', '1 more: "torn.jpg"'],
  },
  {
    what: 'a bad file whose name would break the line',
    folders: among('two\nlines\u001b[31m.txt', fileNamed('notes.txt')),
    code: 'PhotoNotAnImage',
    says: ['two?lines?[31m.txt'],
  },
  {
    what: 'a mask that fits no photo',
    folders: among('other.mask.png', await png(scene(1))),
    code: 'MaskMismatch',
    says: ['"other.mask.png"', 'cup.mask.png for cup.jpg'],
  },
];

const ofOptions: readonly Refusal[] = [
  { what: 'no photos', args: without('--photos'), code: 'PhotosFolderMissing', says: ['--photos DIR'] },
  { what: 'no category', args: without('--category'), code: 'CategoryMissing', says: ['--category mug'] },
  {
    what: 'a category of blanks',
    args: [...without('--category'), '--category', '  '],
    code: 'CategoryMissing',
    says: ['--category mug'],
  },
  {
    what: 'an unknown preset',
    args: withOption('--preset', 'best'),
    code: 'PresetUnknown',
    says: ["'best'", 'laptop'],
  },
  {
    what: 'a preset whose models are not here',
    args: withOption('--preset', 'paper'),
    code: 'SetupIncomplete',
    says: ['likeness models pull sd15', 'likeness models pull dinov2-base'],
  },
  { what: 'an unknown option', args: withOption('--colour', 'red'), code: 'OptionUnknown', says: ["'--colour'"] },
  { what: 'a seed that is no number', args: withOption('--seed', 'x'), code: 'OptionInvalid', says: ['--seed', "'x'"] },
  {
    what: 'a promotion policy that is none',
    args: withOption('--promote', 'perhaps'),
    code: 'OptionInvalid',
    says: ['--promote', 'better-or-unjudged', "'perhaps'"],
  },
  {
    what: 'an empty path of look-alikes',
    args: withOption('--look-alikes', ''),
    code: 'OptionInvalid',
    says: ['--look-alikes is empty'],
  },
  { what: 'an empty path', args: withOption('--others', ''), code: 'OptionInvalid', says: ['--others is empty'] },
];

const page = { 'manifest.json': '{"name": "My page", "icons": []}', 'index.html': '<h1>Mine</h1>' };
const ofOutput: readonly Refusal[] = [
  {
    what: 'an --out that holds other files',
    folders: { photos: good, mine: { 'thesis.doc': 'years of work' } },
    args: withOut('mine'),
    code: 'OutputNotEmpty',
    says: ['mine holds files', '--out'],
  },
  {
    what: 'an --out that holds a manifest.json and other files',
    folders: { photos: good, page },
    args: withOut('page'),
    code: 'OutputNotEmpty',
    says: ['page holds files', '--out'],
  },
  {
    what: "an --out with a manifest.json that is not a result's",
    folders: { photos: good, page: { 'manifest.json': page['manifest.json'] } },
    args: withOut('page'),
    code: 'OutputNotEmpty',
    says: ['page holds files', '--out'],
  },
  {
    what: 'the folder of photos as --out',
    args: withOut('photos'),
    code: 'OutputNotEmpty',
    says: ['photos holds files', '--out'],
  },
  { what: 'an empty --out', args: withOut(''), code: 'OptionInvalid', says: ['--out is empty'] },
  { what: 'a file as --out', args: withOut('photos/a.jpg'), code: 'OutputNotEmpty', says: ['photos/a.jpg', '--out'] },
  {
    what: 'an --out inside a file',
    args: withOut('photos/a.jpg/deep/out'),
    code: 'OutputNotEmpty',
    says: ['photos/a.jpg/deep/out', '--out'],
  },
  {
    what: 'an --out where nobody can write',
    args: withOut('/proc/likeness/out'),
    code: 'OutputNotEmpty',
    says: ['/proc/likeness/out', '--out'],
  },
  {
    what: 'a file as --data',
    args: withOption('--data', 'photos/a.jpg'),
    code: 'OptionInvalid',
    says: ['photos/a.jpg', '--data'],
  },
];

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-refusals-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const everything = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

/** Runs the command where every start of Python leaves a trace. */
async function refused({ folders = { photos: good }, args = ordinary, code, says }: Omit<Refusal, 'what'>) {
  const place = join(base, 'place');
  const traced = join(base, 'python');
  writeFileSync(traced, `#!/bin/sh\necho started >> '${base}/started'\nexit 1\n`);
  chmodSync(traced, 0o755);
  for (const [name, files] of Object.entries(folders)) {
    mkdirSync(join(place, name), { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(place, name, file), content);
  }
  mkdirSync(place, { recursive: true });
  const before = everything(place);
  const env = { LIKENESS_PYTHON: traced, LIKENESS_DATA: join(base, 'data') };
  const { status, stdout, stderr } = await likeness(['personalize', ...args, '--json'], { cwd: place, env });

  const { error, ...rest } = JSON.parse(stdout);
  expect({ status, rest, code: error.code, fault: error.fault }).toEqual({
    status: 2,
    rest: { version: 1 },
    code,
    fault: 'user',
  });
  expect(stderr.endsWith('\n') && stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\p{Control}(?!$)/u);
  for (const words of says) {
    expect(stderr).toMatch(words instanceof RegExp ? words : new RegExp(escaped(words)));
    expect(error.message).toMatch(words instanceof RegExp ? words : new RegExp(escaped(words)));
  }
  expect(everything(place)).toEqual(before);
  expect(existsSync(join(base, 'started'))).toBe(false);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe.each([
  ['folders', ofFolders],
  ['files', ofFiles],
  ['options', ofOptions],
  ['places', ofOutput],
])('personalize refuses %s in one line, before Python is started and without a trace:', (_, refusals) => {
  test.each(refusals)('$what', refused);
});

const unprivileged = process.getuid?.() === 0 ? test.skip : test;
unprivileged('a folder that may not be read is refused (needs another user than root)', async () => {
  const closed = join(base, 'place', 'photos');
  mkdirSync(closed, { recursive: true, mode: 0o000 });
  await refused({ folders: {}, code: 'PhotosFolderUnreadable', says: ['"photos"', 'permissions'] });
  chmodSync(closed, 0o700);
});

test('without --json standard output stays empty', async () => {
  const { status, stdout, stderr } = await likeness(['personalize', '--photos', base, '--category', 'mug'], {
    cwd: base,
    env: { LIKENESS_DATA: join(base, 'data') },
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^PhotosFolderEmpty: [^\n]*\n$/);
});

test('the same command is refused in the same words again, and goes on once its photos are mended', async () => {
  const photos = copyPhotos(join(samples, 'tin-robot', 'reference'), join(base, 'photos'), 2, { masks: false });
  writeFileSync(join(photos, 'notes.txt'), fileNamed('notes.txt'));
  const env = { LIKENESS_PYTHON: join(base, 'nowhere'), LIKENESS_DATA: join(base, 'data') };
  const command = ['personalize', '--photos', photos, '--category', 'robot', '--out', join(base, 'out')];
  const once = await likeness(command, { env });
  const twice = await likeness(command, { env });
  expect([once.status, twice.stderr]).toEqual([2, once.stderr]);
  rmSync(join(photos, 'notes.txt'));
  const mended = await likeness(command, { env });
  // The photos are taken now: what is missing is the next thing, the Python that this test has not.
  expect(mended.stderr).toMatch(/^SetupIncomplete: .*(npm run setup|Run the setup again)/);
});
