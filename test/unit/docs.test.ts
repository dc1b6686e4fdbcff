import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { personalizeUsage } from '../../bin/commands/personalize.ts';
import { errorCodes, faultOf } from '../../lib/domain/errors.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run ([a-z-]+(?::[a-z-]+)?)|test)\b/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  test('links only to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test('uses only options that the command has', () => {
    const commands = text
      .split('\n')
      .filter((line) => /^(npm run demo --|npx likeness personalize)/.test(line))
      .flatMap((line) => line.match(/ --[a-z-]+/g) ?? []);
    expect(commands.filter((option) => !personalizeUsage.includes(option.trim()))).toEqual([]);
  });
});

test('docs/json.md lists every error code once, and ours in the last row', () => {
  const rows = read('docs/json.md')
    .split('\n')
    .slice(read('docs/json.md').split('\n').indexOf('| code | when |'))
    .filter((line) => line.startsWith('| `'));
  const codesIn = (row: string): string[] => (row.split('|')[1]?.match(/[A-Z]\w+/g) ?? []) as string[];
  expect(rows.flatMap(codesIn).sort()).toEqual([...errorCodes].sort());
  expect(codesIn(rows.at(-1) ?? '').sort()).toEqual(errorCodes.filter((code) => faultOf(code) === 'service').sort());
});
