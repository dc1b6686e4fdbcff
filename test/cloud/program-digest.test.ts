import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programDigest } from '../../lib/local/program-digest.ts';
import { temporaryFolder } from './synthesized.ts';

const folderOf = async (files: Record<string, string>): Promise<string> => {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
};

const programs = { '__init__.py': '', 'train.py': 'print(1)\n', 'deep/er/loss.py': 'x = 2\n' };

describe('the digest of the programs', () => {
  test('is the same for the same programs, wherever they are and in whatever order they were written', async () => {
    const one = await folderOf(programs);
    const other = await folderOf(Object.fromEntries(Object.entries(programs).reverse()));
    expect(await programDigest(one)).toBe(await programDigest(other));
    expect(await programDigest(one)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with content, with a name, and with what is there', async () => {
    const folder = await folderOf(programs);
    const digests = [await programDigest(folder)];
    await writeFile(join(folder, 'train.py'), 'print(2)\n');
    digests.push(await programDigest(folder));
    await rename(join(folder, 'train.py'), join(folder, 'trial.py'));
    digests.push(await programDigest(folder));
    await rm(join(folder, 'trial.py'));
    digests.push(await programDigest(folder));
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('looks at nothing but Python sources', async () => {
    const folder = await folderOf(programs);
    const before = await programDigest(folder);
    await mkdir(join(folder, '__pycache__'));
    await writeFile(join(folder, '__pycache__', 'train.cpython-311.pyc'), 'compiled');
    await writeFile(join(folder, 'notes.md'), 'text');
    expect(await programDigest(folder)).toBe(before);
  });
});
