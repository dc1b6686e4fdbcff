import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationSecret } from '../../lib/local/installation-secret.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-secret-'));
  file = join(folder, 'secret');
});
afterEach(() => rm(folder, { recursive: true }));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What a process of its own gets. */
async function inProcess(): Promise<string> {
  const module = join(import.meta.dirname, '../../lib/local/installation-secret.ts');
  const script = `import { installationSecret } from ${JSON.stringify(module)};
    process.stdout.write(Buffer.from(await installationSecret(${JSON.stringify(file)})).toString('hex'));`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test('is made once, of 32 bytes, which only its owner may read', async () => {
  const secret = await installationSecret(file);
  expect(secret).toHaveLength(32);
  expect(hex(await installationSecret(file))).toBe(hex(secret));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secret']);
});

test('is another for another installation', async () => {
  expect(hex(await installationSecret(file))).not.toBe(hex(await installationSecret(join(folder, 'other'))));
});

test('is one for all who start at the same time, in this process and in others', async () => {
  const here = Array.from({ length: 16 }, async () => hex(await installationSecret(file)));
  const secrets = await Promise.all([...here, ...Array.from({ length: 4 }, inProcess)]);
  expect(new Set(secrets)).toEqual(new Set([hex(await readFile(file))]));
  expect(await readdir(folder)).toEqual(['secret']);
});

test.each(['', 'too short', 'x'.repeat(33)])("is not taken from a file that holds '%s'", async (content) => {
  await writeFile(file, content);
  await expect(installationSecret(file)).rejects.toMatchObject({
    code: 'SetupIncomplete',
    message: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toBe(content);
});

test('is not made where the folder is not there', async () => {
  await expect(installationSecret(join(folder, 'none', 'secret'))).rejects.toMatchObject({ code: 'ENOENT' });
});
