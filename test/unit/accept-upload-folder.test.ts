import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { NAME } from '../../lib/domain/keys.ts';
import { uploadSchema } from '../../lib/domain/upload.ts';
import { photoHome } from '../photos/home.ts';

let home: ReturnType<typeof photoHome>;
beforeEach(() => {
  home = photoHome();
});
afterEach(() => home.close());

const three = { 'a.jpg': 'first', 'b.jpg': 'second', 'c.jpg': 'third' };
const names = (upload: { files: readonly { name: string }[] }): string[] => upload.files.map(({ name }) => name);

test('an upload lies in the inbox as its upload.json says', async () => {
  const { run, upload } = await home.upload(home.folder('photos', { ...three, 'b.mask.png': 'mask' }), {
    heldOut: home.folder('held-out', { 'IMG 1.JPEG': 'fourth' }),
    others: home.folder('others', {
      'x.png': 'fifth',
      'pot/y.webp': 'sixth',
      'pot/y.mask.png': 'its mask',
      'pot/deep/z.jpg': 'no',
    }),
  });
  expect(uploadSchema.parse(JSON.parse(new TextDecoder().decode(await home.objects.get(run.upload))))).toEqual(upload);
  expect(upload.files).toEqual([
    { key: 'reference/00.jpg', name: 'a.jpg', role: 'reference' },
    { key: 'reference/01.jpg', name: 'b.jpg', role: 'reference', mask: 'reference/01.mask.png' },
    { key: 'reference/02.jpg', name: 'c.jpg', role: 'reference' },
    { key: 'held-out/00.jpeg', name: 'IMG 1.JPEG', role: 'held-out' },
    { key: 'other/00.webp', name: 'pot/y.webp', role: 'other', mask: 'other/00.mask.png' },
    { key: 'other/01.png', name: 'x.png', role: 'other' },
  ]);
  expect(run.upload).toBe(`s3://likeness-test/inbox/local/${run.subject}/${upload.upload}/upload.json`);
  const stored = async (key: string) =>
    new TextDecoder().decode(await home.objects.get(run.upload.replace('upload.json', key)));
  expect(await stored('reference/01.mask.png')).toBe('mask');
  expect(await stored('other/00.webp')).toBe('sixth');
});

test('names in any script, with spaces and pictures, keep their bytes and their byte order', async () => {
  const files = [
    'Z.jpg',
    'a b  c.jpg',
    'tasse à café.jpg',
    'чашка.jpg',
    '杯子.jpg',
    '☕️ mug.jpg',
    "it's #1?.jpg",
    '-rf.jpg',
  ];
  const { upload } = await home.upload(home.folder('photos', Object.fromEntries(files.map((name) => [name, name]))));
  expect(names(upload)).toEqual([...files].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
});

test('what systems leave in folders, and folders inside, are not photos', async () => {
  const litter = {
    '.DS_Store': '',
    '._a.jpg': '',
    'Thumbs.db': '',
    'desktop.ini': '',
    'sub/d.jpg': 'x',
    '__MACOSX/a.jpg': 'x',
  };
  const photos = home.folder('photos', { ...three, ...litter });
  const { upload } = await home.upload(photos, { others: photos });
  expect(upload.files.filter(({ role }) => role === 'reference').map(({ name }) => name)).toEqual([
    'a.jpg',
    'b.jpg',
    'c.jpg',
  ]);
  expect(upload.files.filter(({ role }) => role === 'other').map(({ name }) => name)).toEqual([
    'a.jpg',
    'b.jpg',
    'c.jpg',
    'sub/d.jpg',
  ]);
});

test('links to photos and folders are followed', async () => {
  const photos = home.folder('photos', { 'a.jpg': 'first', 'b.jpg': 'second' });
  symlinkSync(join(home.folder('elsewhere', { 'c.jpg': 'third' }), 'c.jpg'), join(photos, 'c.jpg'));
  symlinkSync(photos, `${photos}-link`);
  expect(names((await home.upload(`${photos}-link`)).upload)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
});

describe('the upload is named by its content', () => {
  test('the same photos and settings are the same upload, wherever they lie', async () => {
    const first = await home.upload(home.folder('one', three));
    const second = await home.upload(home.folder('two', three));
    expect(second.upload.upload).toBe(first.upload.upload);
    expect(second.run.subject).toBe(first.run.subject);
    expect(second.run.run).not.toBe(first.run.run);
  });

  test.each([
    ['the category', { category: 'mug' }],
    ['the preset', { preset: 'fast' }],
    ['the seed', { seed: 1 }],
    ['the promotion policy', { promote: 'always' }],
    ['the distractors', { distractors: 'd'.repeat(32) }],
    ['whether the photos are lent', { lend: true }],
  ])('another value of %s makes another one', async (_, change) => {
    const photos = home.folder('one', three);
    expect((await home.upload(photos, change)).upload.upload).not.toBe((await home.upload(photos)).upload.upload);
  });

  test.each([
    ['another photo', { ...three, 'c.jpg': 'fourth' }],
    ['a mask', { ...three, 'c.mask.png': 'mask' }],
  ])('%s makes another one', async (_, files) => {
    const [first, second] = [
      await home.upload(home.folder('one', three)),
      await home.upload(home.folder('two', files)),
    ];
    expect(second.upload.upload).not.toBe(first.upload.upload);
  });

  test('a run that was broken off goes on, one that is over does not', async () => {
    const photos = home.folder('one', three);
    const isOver = (over: boolean) => async () => over;
    const first = await home.upload(photos, { isOver: isOver(true) });
    expect((await home.upload(photos, { isOver: isOver(false) })).run).toEqual(first.run);
    expect((await home.upload(photos, { isOver: isOver(true) })).run.run).not.toBe(first.run.run);
  });

  test.each(['cup', 'Running Shoe', 'tasse à café', 'чашка', 'x'.repeat(60), `a${' '.repeat(3)}b`])(
    'the subject of "%s" is a name that addresses can carry',
    async (category) => {
      const { run, upload } = await home.upload(home.folder('one', three), { category: `  ${category} ` });
      expect(run.subject).toMatch(NAME);
      expect(upload.category).toBe(category.replace(/ +/g, ' '));
    },
  );

  test('the subject stays the same when photos are renamed', async () => {
    const first = await home.upload(home.folder('one', three));
    const second = await home.upload(home.folder('two', { '3.jpg': 'first', '2.jpg': 'second', '1.jpg': 'third' }));
    expect(second.run.subject).toBe(first.run.subject);
  });
});

describe('refusals name the option, folder or file', () => {
  const refused = async (promise: Promise<unknown>, code: string, ...words: string[]): Promise<void> => {
    await expect(promise).rejects.toMatchObject({ code, fault: 'user' });
    for (const word of words) await expect(promise).rejects.toThrow(word);
  };

  test('a folder that does not exist', async () => {
    await refused(home.upload('/no/such/folder'), 'PhotosFolderMissing', '--photos "/no/such/folder" does not exist');
    const photos = home.folder('photos', three);
    await refused(home.upload(photos, { heldOut: '/no' }), 'PhotosFolderMissing', '--held-out "/no"');
    await refused(home.upload(photos, { others: '/no' }), 'PhotosFolderMissing', '--others "/no"');
    await refused(home.upload(photos, { lookAlikes: '/no' }), 'PhotosFolderMissing', '--look-alikes "/no"');
  });

  test('a file in the place of a folder', async () => {
    const file = join(home.folder('photos', three), 'a.jpg');
    await refused(home.upload(file), 'PhotosFolderMissing', 'is a file, not a folder');
  });

  test('a folder without photos, with a hint at those inside', async () => {
    await refused(home.upload(home.folder('empty', { '.hidden': '' })), 'PhotosFolderEmpty', 'holds no photos');
    await refused(home.upload(home.folder('outer', { 'inner/a.jpg': 'x' })), 'PhotosFolderEmpty', 'such as "inner"');
  });

  test('a mask without its photo', async () => {
    await refused(home.upload(home.folder('photos', { ...three, 'd.mask.png': 'x' })), 'MaskMismatch', '"d.mask.png"');
  });

  test('a link to nothing, and a pipe', async () => {
    const photos = home.folder('photos', three);
    symlinkSync('/no/such/file', join(photos, 'd.jpg'));
    await refused(home.upload(photos), 'PhotoUnreadable', '"d.jpg" is a link to nothing');
    const piped = home.folder('piped', three);
    expect(spawnSync('mkfifo', [join(piped, 'e.jpg')]).status).toBe(0);
    await refused(home.upload(piped), 'PhotoUnreadable', '"e.jpg" is not an ordinary file');
  });

  // Root may read everything.
  const unprivileged = process.getuid?.() === 0 ? describe.skip : describe;
  unprivileged('without permission', () => {
    test('a folder and a file that may not be read', async () => {
      const photos = home.folder('photos', three);
      chmodSync(join(photos, 'b.jpg'), 0);
      await refused(home.upload(photos), 'PhotoUnreadable', '"b.jpg"', 'permissions');
      const closed = home.folder('closed', {});
      chmodSync(closed, 0);
      await refused(home.upload(closed), 'PhotosFolderUnreadable', closed);
      chmodSync(closed, 0o700);
    });
  });

  test('a folder that loops', async () => {
    const folder = home.folder('loop', {});
    symlinkSync(join(folder, 'x'), join(folder, 'x'));
    await refused(home.upload(join(folder, 'x')), 'PhotosFolderUnreadable', 'ELOOP');
  });

  test('too many photos, before any is read', async () => {
    const files = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`${i}.jpg`, 'x']));
    await refused(home.upload(home.folder('photos', files)), 'TooManyPhotos', '201');
  });

  test('a blank category, and one that is a story', async () => {
    const photos = home.folder('photos', three);
    await refused(home.upload(photos, { category: ' \t ' }), 'CategoryMissing', '--category');
    await refused(home.upload(photos, { category: 'x'.repeat(61) }), 'OptionInvalid', '60');
  });
});

test('a folder named with a quote and a newline is no obstacle', async () => {
  const parent = home.folder('parent', {});
  mkdirSync(join(parent, 'a "b"\nc'));
  await expect(home.upload(join(parent, 'a "b"\nc'))).rejects.toMatchObject({ code: 'PhotosFolderEmpty' });
});
