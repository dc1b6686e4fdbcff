import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../fixtures/command.ts';

const client = join(root, 'clients', 'typescript');
const modules = join(root, 'node_modules');
let app: string;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'likeness-app-'));
});
afterAll(() => rm(app, { recursive: true, force: true }));

const node = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: app, env: { PATH: '' } });

/** What npm would have put there. */
async function install(): Promise<void> {
  const built = join(app, 'node_modules', '@likeness', 'client');
  await node(join(client, 'scripts', 'build.js'), built);
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', 'standardwebhooks']) {
    await symlink(join(modules, name), join(app, 'node_modules', name));
  }
  await mkdir(join(app, 'node_modules', '@types'));
  await symlink(join(modules, '@types', 'node'), join(app, 'node_modules', '@types', 'node'));
}

const program = `
import { createLikeness, LikenessApiError } from '@likeness/client';
import { shrink } from '@likeness/client/browser';
import { photoFromFile } from '@likeness/client/node';
import { verifyWebhook } from '@likeness/client/webhooks';

const likeness = createLikeness({ baseUrl: 'http://127.0.0.1:1', token: 'x', retries: 0 });
const error = await likeness.subjects.get('mug').catch((thrown) => thrown);
console.log(error instanceof LikenessApiError, [shrink, photoFromFile, verifyWebhook].map((one) => typeof one).join());
`;

test('an app installs plain JavaScript with declarations, and both work', async () => {
  await install();
  await writeFile(join(app, 'app.mjs'), program);
  const { stdout } = await node('--no-experimental-strip-types', 'app.mjs');
  expect(stdout.trim()).toBe('true function,function,function');

  const options = { strict: true, noEmit: true, target: 'ES2023', module: 'nodenext', lib: ['ES2023', 'DOM'] };
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['app.mts'] }));
  const typed = [
    "const id: string = (await likeness.subjects.get('mug')).id;",
    '// @ts-expect-error: an id is no number.',
    "const number: number = (await likeness.subjects.get('mug')).id;",
    'console.log(id, number);',
  ];
  await writeFile(join(app, 'app.mts'), `${program}${typed.join('\n')}\n`);
  await node(join(client, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
});

test('the package has what its description names', async () => {
  const { exports, files } = JSON.parse(
    await readFile(join(app, 'node_modules', '@likeness', 'client', 'package.json'), 'utf8'),
  ) as { exports: Record<string, { types: string; default: string }>; files: string[] };
  expect(Object.keys(exports)).toEqual(['.', './webhooks', './node', './browser']);
  expect(files).toEqual(['dist']);
});
