/** `npm run openapi`: writes what the application says of itself, docs/openapi.json, and of that the client's types. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaOf } from '../clients/typescript/scripts/schema.ts';
import type { ApiHome } from '../functions/api/context.ts';
import { create } from '../functions/api/handler.ts';
import { ServiceError } from '../lib/domain/errors.ts';
import type { Home } from '../lib/domain/home.ts';

const root = join(import.meta.dirname, '..');

/** What is written, relative to the repository's root. */
export const documentFile = 'docs/openapi.json';
export const schemaFile = 'clients/typescript/src/schema.ts';

function nothing(): never {
  throw new ServiceError('Internal', 'There is nothing behind this application: it only describes itself.');
}

/** Whatever is asked of it, there is nothing. */
const nothingInside = <T extends object>(): T => new Proxy({} as T, { get: () => nothing });

/** A home that has nothing: the document is the same whatever is behind the application. */
const nowhere: ApiHome = {
  home: {} as Home,
  portsFor: async () => nothing(),
  identify: async () => nothing(),
  ready: async () => false,
  directory: nothingInside<ApiHome['directory']>(),
  signer: { keys: async () => nothing() },
  origins: [],
};

/** The text of both files, made anew. */
export async function described(): Promise<Record<typeof documentFile | typeof schemaFile, string>> {
  const document = await (await create(nowhere).request('/openapi.json')).json();
  const text = `${JSON.stringify(document, null, 2)}\n`;
  return { [documentFile]: text, [schemaFile]: await schemaOf(text) };
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(await described())) {
    await writeFile(join(root, file), text);
    console.error(file);
  }
}
