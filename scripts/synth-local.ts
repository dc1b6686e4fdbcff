/** `node scripts/synth-local.ts FILE`: writes the workflow that CDK defines as plain Amazon States Language. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Json } from '../lib/domain/digest.ts';
import { readDefinition } from '../lib/local/definition.ts';

/** The stack's template, synthesized in this process: no bundles, no checks, nothing left behind. */
export async function synthesizeTemplate(): Promise<Json> {
  const { createApp } = await import('../lib/cloud/app.ts');
  const outdir = await mkdtemp(join(tmpdir(), 'likeness-synth-'));
  try {
    // The programs' digest doesn't show in the workflow.
    const { app, stack } = createApp({ programDigest: '0'.repeat(64), outdir, bundling: false, checks: false });
    app.synth();
    return JSON.parse(await readFile(join(outdir, stack.templateFile), 'utf8')) as Json;
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** Writes the workflow's definition to `outFile`, whose folder is made where it is missing. */
export async function synthesizeDefinition(outFile: string): Promise<void> {
  const definition = readDefinition(await synthesizeTemplate());
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, `${JSON.stringify(definition, null, 2)}\n`);
}

if (import.meta.main) {
  const [outFile] = process.argv.slice(2);
  if (outFile === undefined) {
    console.error('usage: node scripts/synth-local.ts FILE');
    process.exitCode = 2;
  } else {
    await synthesizeDefinition(outFile);
  }
}
