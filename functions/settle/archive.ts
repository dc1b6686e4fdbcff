import { Parser } from 'tar';
import { sha256 } from '../../lib/domain/digest.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';

export interface UnpackedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  [member: string]: string | number;
}

/** Writes one object and says what is there now. */
export type Write = (objects: ObjectStore, uri: string, content: Uint8Array | string) => Promise<Uint8Array | string>;

export const replacing: Write = async (objects, uri, content) => {
  await objects.put(uri, content);
  return content;
};

/** What was there first stays: each file of such a result stands by itself, and somebody may be reading it. */
export const keeping: Write = async (objects, uri, content) =>
  (await objects.putIfAbsent(uri, content)) ? content : objects.get(uri);

/** Puts each file of the tar.gz at `archive` under `prefix`, whose last component its listed path starts with. */
export async function unpack(
  objects: ObjectStore,
  archive: string,
  prefix: string,
  write: Write,
): Promise<UnpackedFile[]> {
  const folder = prefix.split('/').at(-2) ?? '';
  const files: UnpackedFile[] = [];
  for (const [path, content] of await filesOf(await objects.get(archive))) {
    const stored = await write(objects, `${prefix}${path}`, content);
    files.push({ path: `${folder}/${path}`, sha256: sha256(stored), size: Buffer.byteLength(stored) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesOf(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  return new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = [];
        entry.on('data', (chunk: Buffer) => chunks.push(chunk));
        entry.on('end', () => {
          if (entry.type === 'File') files.set(entry.path.replace(/^\.\//, ''), Buffer.concat(chunks));
        });
      },
    });
    parser.on('end', () => resolve(files));
    parser.on('error', reject);
    parser.end(Buffer.from(archive));
  });
}
