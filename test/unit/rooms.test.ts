import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const biome = join(root, 'node_modules', '.bin', 'biome');

/** The file that imports, and what it imports. */
type Import = readonly [file: string, specifier: string];

const refused: readonly Import[] = [
  ['lib/domain/plan.ts', '../ports/objects.ts'],
  ['lib/domain/plan.ts', '../aws/objects.ts'],
  ['lib/domain/plan.ts', '../local/objects.ts'],
  ['lib/domain/plan.ts', '../../functions/plan/handler.ts'],
  ['lib/domain/plan.ts', 'node:fs'],
  ['lib/domain/plan.ts', 'node:fs/promises'],
  ['lib/domain/plan.ts', 'node:child_process'],
  ['lib/domain/plan.ts', 'node:sqlite'],
  ['lib/domain/plan.ts', '@aws-sdk/client-s3'],
  ['lib/domain/plan.ts', 'aws-cdk-lib'],
  ['lib/domain/presets/laptop.ts', '../../ports/objects.ts'],
  ['lib/domain/presets/laptop.ts', '../../aws/objects.ts'],
  ['lib/ports/objects.ts', '../aws/objects.ts'],
  ['lib/ports/objects.ts', '../local/objects.ts'],
  ['lib/ports/objects.ts', '@aws-sdk/client-s3'],
  ['lib/ports/objects.ts', 'node:fs'],
  ['lib/domain/plan.ts', '../web/tokens.ts'],
  ['lib/ports/objects.ts', '../web/tokens.ts'],
  ['lib/web/tokens.ts', '../aws/objects.ts'],
  ['lib/web/tokens.ts', '../local/objects.ts'],
  ['lib/web/tokens.ts', '../cloud/storage.ts'],
  ['lib/web/tokens.ts', '../../functions/plan/handler.ts'],
  ['lib/web/tokens.ts', '@aws-sdk/client-s3'],
  ['lib/aws/objects.ts', '../local/objects.ts'],
  ['lib/aws/objects.ts', '../cloud/storage.ts'],
  ['lib/aws/objects.ts', '../../functions/plan/handler.ts'],
  ['lib/local/objects.ts', '../aws/objects.ts'],
  ['lib/local/workflow/interpreter.ts', '../../aws/objects.ts'],
  ['lib/local/workflow/interpreter.ts', '../../cloud/app.ts'],
  ['lib/local/workflow/interpreter.ts', '@aws-sdk/client-sfn'],
  ['lib/local/handlers.ts', '../../functions/plan/index.ts'],
  ['lib/cloud/storage.ts', '../ports/objects.ts'],
  ['lib/cloud/storage.ts', '../web/tokens.ts'],
  ['lib/cloud/storage.ts', '../aws/objects.ts'],
  ['lib/cloud/storage.ts', '../local/objects.ts'],
  ['lib/cloud/storage.ts', '@aws-sdk/client-s3'],
  ['functions/plan/handler.ts', '../../lib/aws/objects.ts'],
  ['functions/plan/handler.ts', '../../lib/local/objects.ts'],
  ['functions/plan/handler.ts', '../../lib/web/tokens.ts'],
  ['functions/plan/handler.ts', '@aws-sdk/client-s3'],
  ['functions/plan/index.ts', '../../lib/local/objects.ts'],
  ['functions/plan/index.ts', '../../lib/cloud/storage.ts'],
];

const allowed: readonly Import[] = [
  ['lib/domain/plan.ts', './digest.ts'],
  ['lib/domain/plan.ts', './presets/laptop.ts'],
  ['lib/domain/presets/laptop.ts', '../digest.ts'],
  ['lib/domain/plan.ts', 'node:crypto'],
  ['lib/domain/plan.ts', 'zod'],
  ['lib/ports/objects.ts', '../domain/digest.ts'],
  ['lib/ports/index.ts', './objects.ts'],
  ['lib/web/tokens.ts', '../domain/errors.ts'],
  ['lib/web/tokens.ts', '../ports/tokens.ts'],
  ['lib/web/tokens.ts', './posting.ts'],
  ['lib/web/tokens.ts', 'node:net'],
  ['lib/web/tokens.ts', 'aws-jwt-verify/jwk'],
  ['lib/aws/home.ts', '../web/tokens.ts'],
  ['lib/local/home.ts', '../web/tokens.ts'],
  ['functions/plan/index.ts', '../../lib/web/tokens.ts'],
  ['lib/aws/objects.ts', '../ports/objects.ts'],
  ['lib/aws/objects.ts', '../domain/digest.ts'],
  ['lib/aws/objects.ts', '@aws-sdk/client-s3'],
  ['lib/local/objects.ts', '../ports/objects.ts'],
  ['lib/local/objects.ts', 'node:fs'],
  ['lib/local/handlers.ts', '../../functions/plan/handler.ts'],
  ['lib/local/workflow/task.ts', '../../domain/errors.ts'],
  ['lib/cloud/storage.ts', '../domain/home.ts'],
  ['lib/cloud/storage.ts', 'aws-cdk-lib/aws-s3'],
  ['lib/cloud/storage.ts', 'constructs'],
  ['functions/plan/handler.ts', '../../lib/ports/index.ts'],
  ['functions/plan/handler.ts', '../../lib/domain/errors.ts'],
  ['functions/plan/index.ts', './handler.ts'],
  ['functions/plan/index.ts', '../../lib/aws/objects.ts'],
  ['functions/plan/index.ts', '@aws-sdk/client-s3'],
];

/** What each form of an import looks like in a source. */
const forms = {
  value: (specifier: string) => `import { x } from '${specifier}';\nexport const y = x;\n`,
  type: (specifier: string) => `import type { X } from '${specifier}';\nexport type Y = X;\n`,
  again: (specifier: string) => `export { x } from '${specifier}';\n`,
  late: (specifier: string) => `export const x = () => import('${specifier}');\n`,
};

/** The files in which the project's lint rules report an import, of sources laid in a folder of their own. */
function reported(sources: ReadonlyMap<string, string>): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-rooms-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const [file, text] of sources) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const options = [
      '--vcs-enabled=false',
      '--only=style/noRestrictedImports',
      '--reporter=json',
      '--max-diagnostics=none',
    ];
    const { stdout } = spawnSync(biome, ['lint', ...options, '.'], { cwd: folder, encoding: 'utf8' });
    const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: unknown } }[] };
    return new Set(
      report.diagnostics
        .filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location }) => pathOf(location.path)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pathOf = (path: unknown): string => (typeof path === 'string' ? path : (path as { file: string }).file);

/** One file for each import, beside the file that it stands for. */
const numbered = (imports: readonly Import[]): [file: string, label: string, specifier: string][] =>
  imports.map(([file, specifier], index) => {
    // A function's own file names matter to the rules, so there the number goes to the folder.
    const path = file.startsWith('functions/')
      ? file.replace(/^functions\/[^/]+/, `functions/f${index}`)
      : file.replace(/\.ts$/, `-${index}.ts`);
    return [path, `${file} -> ${specifier}`, specifier];
  });

describe('the rule of the rooms', () => {
  test.each(Object.keys(forms) as (keyof typeof forms)[])('refuses every import that points outwards (%s)', (form) => {
    const cases = numbered(refused);
    const found = reported(new Map(cases.map(([file, , specifier]) => [file, forms[form](specifier)])));
    expect(cases.filter(([file]) => !found.has(file)).map(([, label]) => label)).toEqual([]);
  });

  test('lets the imports that point inwards pass', () => {
    const cases = numbered(allowed);
    const found = reported(new Map(cases.map(([file, , specifier]) => [file, forms.value(specifier)])));
    expect(cases.filter(([file]) => found.has(file)).map(([, label]) => label)).toEqual([]);
  });

  test('refuses a skipped, a focused and an untyped test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'likeness-rooms-'));
    try {
      copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
      writeFileSync(join(folder, 'a.test.ts'), "test.skip('a', () => {});\ntest.only('b', (x: any) => x);\n");
      const { status, stderr } = spawnSync(biome, ['lint', '--vcs-enabled=false', '.'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status).toBe(1);
      for (const rule of ['noSkippedTests', 'noFocusedTests', 'noExplicitAny']) expect(stderr).toContain(rule);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
