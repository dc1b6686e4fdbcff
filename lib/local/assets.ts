import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256 } from '../domain/digest.ts';
import { assetsPrefix } from '../domain/keys.ts';
import type { ObjectStore } from '../ports/index.ts';

/** The asset folders of an installation, by where they go in the bucket. */
const assetFolders = (bucket: string) => [
  { folder: 'negatives', prefix: `${assetsPrefix(bucket, 'bank')}negatives/` },
  { folder: 'backgrounds', prefix: `${assetsPrefix(bucket, 'bank')}backgrounds/` },
];

/** Puts the pictures that ship into the bucket, where jobs find them, and says their digest. What is there already stays. */
export async function installAssets(root: string, objects: ObjectStore, bucket: string): Promise<string> {
  const digests: string[] = [];
  for (const { folder, prefix } of assetFolders(bucket)) {
    const source = join(root, 'assets', folder);
    for (const path of await filesIn(source)) {
      const content = await readFile(join(source, path));
      const uri = `${prefix}${path}`;
      const there = await objects.head(uri);
      if (there?.size !== content.length) await objects.put(uri, content);
      digests.push(`${uri} ${sha256(content)}`);
    }
  }
  return sha256(digests.join('\n'));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
