import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { armFolders, checkAdaptersFolder } from '../../bin/experiment-adapters.ts';

test('arms have folders of their names', () => {
  expect([...armFolders(['both', 'DreamBooth', 'Cut-and-Paste']).values()]).toEqual([
    'both',
    'dreambooth',
    'cut-and-paste',
  ]);
});

test('no two arms share a folder, whatever they are called', () => {
  const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('a b', 'a-b', 'A B', 'a-b-3', 'é', 'ł')));
  fc.assert(
    fc.property(names, (arms) => {
      const folders = armFolders(arms);
      expect([...folders.keys()]).toEqual(arms);
      expect(new Set(folders.values()).size).toBe(arms.length);
      for (const folder of folders.values()) expect(folder).toMatch(/^[a-z0-9-]+$/);
    }),
  );
});

describe('a folder for adapters', () => {
  let base: string;
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'likeness-adapters-'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test('may be missing, empty, or of an earlier experiment', async () => {
    const ours = join(base, 'ours');
    mkdirSync(ours);
    await checkAdaptersFolder(join(base, 'missing'));
    await checkAdaptersFolder(ours);
    writeFileSync(join(ours, 'adapters.json'), JSON.stringify({ version: 1, arms: [] }));
    await checkAdaptersFolder(ours);
  });

  test.each(['not JSON', '{"version": 2}'])('is refused where it holds anything else: %s', async (text) => {
    const theirs = mkdtempSync(join(base, 'theirs-'));
    writeFileSync(join(theirs, 'adapters.json'), text);
    await expect(checkAdaptersFolder(theirs)).rejects.toMatchObject({ code: 'OutputNotEmpty' });
  });
});
