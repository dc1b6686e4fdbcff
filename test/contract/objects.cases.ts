import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import type { ObjectStore, PurgedObject } from '../../lib/ports/objects.ts';
import { ObjectsModel } from './models.ts';

/** A store under test. */
export interface ObjectsSubject {
  readonly objects: ObjectStore;
  /** An empty bucket that nobody else uses. */
  bucket(): Promise<string>;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Segments that break naive stores: separators of other worlds, escapes, astral characters, combining marks. */
const nasty = [
  'a',
  'A',
  'b b',
  '+',
  '%2F',
  '%',
  '?',
  '#',
  '&=',
  '\\',
  '*',
  '~',
  ' ',
  '.a',
  '...',
  '-',
  "'",
  '"',
  '<x>',
];
const unicode = [
  'é',
  'e\u0301',
  '\u{1F600}',
  '\uFF5E',
  '\uE000',
  '日本',
  '\u200F',
  'ß',
  '\u2028',
  '\u0001',
  '\n',
  '\t',
];
const segment = fc
  .array(fc.oneof(fc.constantFrom(...nasty, ...unicode), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join('').replaceAll(/[/\p{Control}]/gu, '_'))
  .filter((joined) => joined !== '.' && joined !== '..');
const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));

/** Keys of which none is a folder of another, as a folder store needs them. */
const keySet = fc.uniqueArray(key, { minLength: 1, maxLength: 12 }).map((keys) => {
  const inFolderOf = (inner: string) => keys.some((outer) => inner.startsWith(`${outer}/`));
  return keys.filter((candidate) => !inFolderOf(candidate));
});

/** What both homes must do alike. `runs` is the number of random key sets. */
export function objectsContract(subject: () => ObjectsSubject, runs: number): void {
  const fresh = async () => ({ objects: subject().objects, bucket: await subject().bucket() });

  test('returns the bytes that were put', async () => {
    const { objects, bucket } = await fresh();
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256);
    await objects.put(`s3://${bucket}/a/b.bin`, bytes, 'application/octet-stream');
    expect(Buffer.compare(await objects.get(`s3://${bucket}/a/b.bin`), bytes)).toBe(0);
    expect(await objects.head(`s3://${bucket}/a/b.bin`)).toEqual({ uri: `s3://${bucket}/a/b.bin`, size: 100_000 });
  });

  test('writes text as UTF-8 and holds empty objects', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/text`, 'grüße 日本');
    await objects.put(`s3://${bucket}/empty`, '');
    expect(text(await objects.get(`s3://${bucket}/text`))).toBe('grüße 日本');
    expect(await objects.get(`s3://${bucket}/empty`)).toHaveLength(0);
  });

  test('replaces an object that is put again', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/k`, 'the longer first version');
    await objects.put(`s3://${bucket}/k`, 'second');
    expect(text(await objects.get(`s3://${bucket}/k`))).toBe('second');
  });

  test('says ObjectNotFound for what is not there', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/folder/k`, 'x');
    for (const absent of ['nothing', 'folder', 'folder/k/under', 'folder/other']) {
      const uri = `s3://${bucket}/${absent}`;
      await expect(objects.get(uri)).rejects.toMatchObject({
        code: 'ObjectNotFound',
        message: expect.stringContaining(uri),
      });
      await expect(objects.copy(uri, `s3://${bucket}/to`)).rejects.toMatchObject({ code: 'ObjectNotFound' });
      expect(await objects.head(uri)).toBeUndefined();
      await objects.delete(uri);
    }
    expect(await objects.list(`s3://${bucket}/`)).toHaveLength(1);
  });

  test('puts if absent once only', async () => {
    const { objects, bucket } = await fresh();
    expect(await objects.putIfAbsent(`s3://${bucket}/k`, 'first')).toBe(true);
    expect(await objects.putIfAbsent(`s3://${bucket}/k`, 'second')).toBe(false);
    expect(text(await objects.get(`s3://${bucket}/k`))).toBe('first');
    await objects.delete(`s3://${bucket}/k`);
    expect(await objects.putIfAbsent(`s3://${bucket}/k`, 'third')).toBe(true);
  });

  test('lets exactly one of many parallel putIfAbsent win', async () => {
    const { objects, bucket } = await fresh();
    const uri = `s3://${bucket}/deep/er/claim`;
    const claims = await Promise.all(
      Array.from({ length: 16 }, (_, index) => objects.putIfAbsent(uri, `claim ${index}`)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(text(await objects.get(uri))).toBe(`claim ${claims.indexOf(true)}`);
  });

  test('shows readers a whole object while it is replaced', async () => {
    const { objects, bucket } = await fresh();
    const uri = `s3://${bucket}/k`;
    const versions = Array.from({ length: 10 }, (_, index) => String(index).repeat(50_000));
    await objects.put(uri, versions[0] ?? '');
    const reads = Array.from({ length: 20 }, async () => text(await objects.get(uri)));
    await Promise.all(versions.map((version) => objects.put(uri, version)));
    for (const read of await Promise.all(reads)) expect(versions.includes(read)).toBe(true);
  });

  test('copies an object, also onto itself', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/from/a +%é\u{1F600}`, 'content');
    await objects.copy(`s3://${bucket}/from/a +%é\u{1F600}`, `s3://${bucket}/to/b`);
    await objects.copy(`s3://${bucket}/to/b`, `s3://${bucket}/to/b`);
    expect(text(await objects.get(`s3://${bucket}/to/b`))).toBe('content');
    await objects.put(`s3://${bucket}/to/b`, 'changed');
    expect(text(await objects.get(`s3://${bucket}/from/a +%é\u{1F600}`))).toBe('content');
  });

  test('takes any text as a prefix, not only folders', async () => {
    const { objects, bucket } = await fresh();
    for (const name of ['runs/1/a', 'runs/10/a', 'runs/2', 'run', 'other/x'])
      await objects.put(`s3://${bucket}/${name}`, name);
    const listed = async (prefix: string) =>
      (await objects.list(`s3://${bucket}/${prefix}`)).map(({ uri }) => uri.slice(`s3://${bucket}/`.length));
    expect(await listed('')).toEqual(['other/x', 'run', 'runs/1/a', 'runs/10/a', 'runs/2']);
    expect(await listed('run')).toEqual(['run', 'runs/1/a', 'runs/10/a', 'runs/2']);
    expect(await listed('runs/1')).toEqual(['runs/1/a', 'runs/10/a']);
    expect(await listed('runs/1/')).toEqual(['runs/1/a']);
    expect(await listed('runs/2')).toEqual(['runs/2']);
    expect(await listed('runs/2/')).toEqual([]);
    expect(await listed('../')).toEqual([]);
    expect(await listed('x/../runs/')).toEqual([]);
  });

  test('frees the name of a folder whose last object is deleted', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/a/b/c`, 'x');
    await objects.delete(`s3://${bucket}/a/b/c`);
    await objects.put(`s3://${bucket}/a`, 'y');
    expect((await objects.list(`s3://${bucket}/`)).map(({ uri }) => uri)).toEqual([`s3://${bucket}/a`]);
  });

  test.each([
    ['..', 's3://BUCKET/a/../b'],
    ['.', 's3://BUCKET/./b'],
    ['an empty segment', 's3://BUCKET/a//b'],
    ['an absolute key', 's3://BUCKET//etc/passwd'],
    ['a trailing slash', 's3://BUCKET/a/'],
    ['no key', 's3://BUCKET/'],
    ['NUL', 's3://BUCKET/a\0b'],
    ['a line break', 's3://BUCKET/a\nb'],
    ['a lone surrogate', 's3://BUCKET/a\ud800b'],
    ['a long segment', `s3://BUCKET/${'é'.repeat(128)}`],
    ['a long key', `s3://BUCKET/${'abcdefghi/'.repeat(103)}`.slice(0, -1)],
    ['no scheme', '/BUCKET/a'],
    ['another scheme', 'file:///BUCKET/a'],
    ['a bucket that leads out', 's3://../BUCKET'],
    ['a hidden bucket', 's3://.tmp/BUCKET'],
  ])('refuses an address with %s', async (_, pattern) => {
    const { objects, bucket } = await fresh();
    const uri = pattern.replace('BUCKET', bucket);
    await objects.put(`s3://${bucket}/good`, 'x');
    await expect(objects.put(uri, 'x')).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.putIfAbsent(uri, 'x')).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.get(uri)).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.head(uri)).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.delete(uri)).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.copy(`s3://${bucket}/good`, uri)).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.copy(uri, `s3://${bucket}/good`)).rejects.toMatchObject({ code: 'Internal' });
  });

  test('purges all under a prefix, of which it tells first, and nothing else', async () => {
    const { objects, bucket } = await fresh();
    const at = (name: string) => `s3://${bucket}/${name}`;
    const under = { 'a/b/1 +%é': 'one', 'a/b/c/2': 'two', 'a/b/c/d/3': '' };
    for (const [name, content] of Object.entries(under)) await objects.put(at(name), content);
    for (const name of ['a/b2', 'a/c', 'x/a/b/1']) await objects.put(at(name), name);
    const told: PurgedObject[] = [];
    await objects.purge(at('a/b/'), async (going) => {
      for (const { uri } of going) expect(await objects.head(uri)).toBeDefined();
      told.push(...going);
    });
    expect(new Map(told.map(({ uri, ...rest }) => [uri, rest]))).toEqual(
      new Map(Object.entries(under).map(([name, text]) => [at(name), { size: text.length, sha256: sha256(text) }])),
    );
    const left = [at('a/b2'), at('a/c'), at('x/a/b/1')];
    expect((await objects.list(at(''))).map(({ uri }) => uri)).toEqual(left);
    await objects.purge(at('a/b/'), async (going) => expect(going).toEqual([]));
    await objects.put(at('a/b'), 'the name is free');
  });

  test('purges one object, and not those whose names begin with its', async () => {
    const { objects, bucket } = await fresh();
    const told: string[] = [];
    for (const name of ['a/1', 'a/1.jpg', 'a/10']) await objects.put(`s3://${bucket}/${name}`, name);
    const tell = async (going: readonly PurgedObject[]) => void told.push(...going.map(({ uri }) => uri));
    for (const name of ['a/1', 'a', 'none/at/all']) await objects.purge(`s3://${bucket}/${name}`, tell);
    expect(told).toEqual([`s3://${bucket}/a/1`]);
    expect(await objects.list(`s3://${bucket}/`)).toHaveLength(2);
  });

  test('keeps what it could not tell of, and purges no whole bucket', async () => {
    const { objects, bucket } = await fresh();
    await objects.put(`s3://${bucket}/a/1`, 'kept');
    const failing = async () => {
      throw new Error('it could not be written down');
    };
    await expect(objects.purge(`s3://${bucket}/a/`, failing)).rejects.toThrow('written down');
    await expect(objects.purge(`s3://${bucket}/`, async () => {})).rejects.toMatchObject({ code: 'Internal' });
    expect(text(await objects.get(`s3://${bucket}/a/1`))).toBe('kept');
  });

  test('lists any keys in the order of their bytes, by any prefix, as the model does', async () => {
    const law = fc.asyncProperty(keySet, fc.nat(), fc.nat(), async (keys, choice, cut) => {
      const { objects, bucket } = await fresh();
      const model = new ObjectsModel();
      for (const name of keys) {
        const uri = `s3://${bucket}/${name}`;
        model.objects.set(uri, name);
        await objects.put(uri, name);
      }
      const chosen = [...(keys[choice % keys.length] ?? '')];
      const prefix = `s3://${bucket}/${chosen.slice(0, cut % (chosen.length + 1)).join('')}`;
      for (const start of [`s3://${bucket}/`, prefix]) {
        const listed = await objects.list(start);
        expect(listed.map(({ uri }) => uri)).toEqual(model.list(start));
        expect(listed.map(({ size }) => size)).toEqual(
          model.list(start).map((uri) => Buffer.byteLength(model.objects.get(uri) ?? '')),
        );
      }
      for (const [uri, name] of model.objects) expect(text(await objects.get(uri))).toBe(name);
      for (const uri of model.objects.keys()) await objects.delete(uri);
      expect(await objects.list(`s3://${bucket}/`)).toEqual([]);
    });
    await fc.assert(law, { numRuns: runs });
  });
}
