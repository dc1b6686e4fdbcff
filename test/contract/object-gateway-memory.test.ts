import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UploadForm } from '../../lib/ports/transfers.ts';
import { end, fieldParts, filePart, openPost } from '../fixtures/multipart.ts';

const megabyte = 1_000_000;

/** Posts a file of that many bytes that is never in memory here either. */
async function postLarge(form: UploadForm, size: number): Promise<number | undefined> {
  const before = `${fieldParts(form.fields)}${filePart('').slice(0, -'\r\n'.length)}`;
  const after = `\r\n${end}`;
  function* body() {
    yield before;
    for (let sent = 0; sent < size; sent += megabyte) yield Buffer.alloc(megabyte, 'x');
    yield after;
  }
  const { request, response } = openPost(form, before.length + size + after.length);
  await pipeline(Readable.from(body()), request);
  return (await response).status;
}

test('a photo of 95 MB passes through the gateway without being in its memory', async () => {
  const program = join(import.meta.dirname, 'object-gateway.program.ts');
  const child = spawn(process.execPath, ['--no-warnings', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? '';
  const mostMemory = async (): Promise<number> => {
    child.stdin.write('\n');
    return Number(await nextLine());
  };
  try {
    const form: UploadForm = JSON.parse(await nextLine());
    // What a process takes for itself it has after a small photo; a large one adds no more.
    expect(await postLarge(form, 15 * megabyte)).toBe(204);
    const before = await mostMemory();
    expect(await postLarge(form, 95 * megabyte)).toBe(204);
    expect((await mostMemory()) - before).toBeLessThan(50 * megabyte);
  } finally {
    child.stdin.end();
    await once(child, 'exit');
  }
});
