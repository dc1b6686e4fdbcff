/** `node scripts/index-models.ts`: writes the index of every model that ships beside it, as the cloud's bucket needs it. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexOf } from '../lib/local/models.ts';

for (const kind of ['backbones', 'generators']) {
  const folder = join(import.meta.dirname, '..', 'assets', kind);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const index = await indexOf(join(folder, name));
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(index, null, 1)}\n`);
    console.error(`${kind}/${name}.json: ${index.files.length} files`);
  }
}
