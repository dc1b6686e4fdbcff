import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consolePages } from '../../lib/local/console.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'likeness-console-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pages = () => consolePages({ folder: join(folder, 'built'), baseUrl: () => 'https://likeness.example' });

test('until the console is built its addresses say how to, and then they have it', async () => {
  const before = await pages().request('/runs');
  expect([before.status, await before.text()]).toEqual([
    404,
    'The console is not built yet. Build it by: npm run console\n',
  ]);
  mkdirSync(join(folder, 'built'));
  writeFileSync(join(folder, 'built', 'index.html'), '<!doctype html>');
  const after = await pages().request('/runs');
  expect([after.status, await after.text()]).toEqual([200, '<!doctype html>']);
});

test('the settings say where to sign in and what to ask', async () => {
  const url = 'https://likeness.example';
  expect(await (await pages().request('/console/config.json')).json()).toEqual({
    ...{ url, api: url, authority: url, domain: url },
    clientId: 'likeness-console',
  });
});

test('nothing outside the folder is served, nor what is no file of a page', async () => {
  mkdirSync(join(folder, 'built', 'assets'), { recursive: true });
  for (const name of ['secret.js', 'built/assets/secret.txt', 'built/.secret.js']) {
    writeFileSync(join(folder, name), 'secret');
  }
  writeFileSync(join(folder, 'built', 'assets', 'a-1.js'), 'script');
  expect((await pages().request('/console/assets/a-1.js')).status).toBe(200);
  for (const path of [
    ...['..%2fsecret.js', '%2e%2e%2fsecret.js', 'assets/..%2f..%2fsecret.js', '..%5csecret.js', 'assets/..%00.js'],
    ...['assets/secret.txt', 'assets/..', 'assets/', '.secret.js', 'assets/none.js'],
  ]) {
    const response = await pages().request(`/console/${path}`);
    expect([path, response.status, (await response.text()).includes('secret')]).toEqual([path, 404, false]);
  }
});
