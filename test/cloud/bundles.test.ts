import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { functionNames } from '../../lib/cloud/likeness-function.ts';
import { type JsonObject, resourcesOf, synthesize } from './synthesized.ts';

const { outdir, template } = synthesize({ bundling: true });
const bundles = new Map(
  resourcesOf(template, 'AWS::Lambda::Function').map(([, { Metadata, Properties }]) => {
    const { S3Key } = Properties.Code as { S3Key: string };
    const folder = join(outdir, `asset.${S3Key.replace('.zip', '')}`);
    return [String(Metadata?.['likeness:function']), { folder, variables: variablesOf(Properties) }] as const;
  }),
);

test('every function has a bundle', () => {
  expect([...bundles.keys()].sort()).toEqual([...functionNames].sort());
});

test.each([...functionNames])('the bundle of %s loads by itself and exports a handler', (name) => {
  const { folder, variables } = bundleOf(name);
  // Lambda's runtime has this where a function streams.
  const runtime = 'globalThis.awslambda = { streamifyResponse: (handler) => handler };';
  const script = `${runtime} const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))}); console.log(typeof handler);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...variables, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('function\n');
  expect(status).toBe(0);
});

/** Those that decode photos. */
const native = ['accept', 'api', 'api-stream'];

test('no others bring native code', () => {
  const withPackages = [...bundles].filter(([, { folder }]) => readdirSync(folder).includes('node_modules'));
  expect(withPackages.map(([name]) => name).sort()).toEqual(native);
});

test.each(native)('sharp decodes with what is in the bundle of %s', (name) => {
  const script = `const { default: sharp } = await import('sharp');
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } }).png().toBuffer();
    console.log((await sharp(png).metadata()).width);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: bundleOf(name).folder,
    encoding: 'utf8',
    env: {},
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('3\n');
});

test.each(functionNames.filter((name) => name !== 'accept'))('the code of %s is smaller than 1.5 MiB', (name) => {
  expect(statSync(join(bundleOf(name).folder, 'index.mjs')).size).toBeLessThan(1.5 * 1024 * 1024);
});

function bundleOf(name: string): { readonly folder: string; readonly variables: Record<string, string> } {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`no bundle of ${name}`);
  return bundle;
}

/** The function's environment with a stand-in for what only a deployment knows. */
function variablesOf(properties: JsonObject): Record<string, string> {
  const { Variables } = properties.Environment as { Variables: JsonObject };
  const images = JSON.stringify({ contrastive: 'c', dreambooth: 'd', embedding: 'e', evaluation: 'v' });
  const values = Object.entries(Variables).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : 'deployed',
  ]);
  const pool = 'LIKENESS_USER_POOL_ID' in Variables && { LIKENESS_USER_POOL_ID: 'eu-west-1_deployed' };
  return { ...Object.fromEntries(values), LIKENESS_IMAGES: images, ...pool };
}
