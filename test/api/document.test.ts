import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { described, documentFile, schemaFile } from '../../scripts/openapi.ts';

const root = join(import.meta.dirname, '../..');

test.each([documentFile, schemaFile] as const)(
  '%s says what the application does now; if not: npm run openapi',
  async (file) => {
    const made = (await described())[file];
    const committed = await readFile(join(root, file), 'utf8');
    if (committed !== made) throw new Error(`${file} is not of this application. Run: npm run openapi`);
  },
);
