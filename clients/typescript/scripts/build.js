/** `node clients/typescript/scripts/build.js DIR`: the client as a package of plain JavaScript, to be installed in an app. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [to] = process.argv.slice(2);
if (to === undefined) {
  process.stderr.write('usage: node clients/typescript/scripts/build.js DIR\n');
  process.exit(2);
}
const folder = resolve(to);
const here = (...segments) => join(import.meta.dirname, '..', ...segments);

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const args = [tsc, '-p', here('tsconfig.build.json'), '--outDir', join(folder, 'dist')];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const {
  scripts: _,
  devDependencies: __,
  private: ___,
  ...about
} = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const built = (source) => source.replace('./src/', './dist/');
const exported = Object.entries(about.exports).map(([name, source]) => [
  name,
  { types: built(source).replace('.ts', '.d.ts'), default: built(source).replace('.ts', '.js') },
]);
mkdirSync(folder, { recursive: true });
const description = { ...about, exports: Object.fromEntries(exported), files: ['dist'] };
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
copyFileSync(here('README.md'), join(folder, 'README.md'));
copyFileSync(here('..', '..', 'LICENSE'), join(folder, 'LICENSE'));
