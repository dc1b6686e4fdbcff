import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, createApp } from '../../lib/cloud/app.ts';
import type { Json } from '../../lib/domain/digest.ts';

export type JsonObject = { [key: string]: Json };

export interface Resource {
  readonly Type: string;
  readonly Properties: JsonObject;
  readonly Metadata?: JsonObject;
  readonly DeletionPolicy?: string;
}

export interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Synthesized {
  readonly outdir: string;
  readonly file: string;
  readonly template: SynthesizedTemplate;
  readonly json: Json;
}

/** A digest that no code has. */
export const programDigest = '5eed'.repeat(16);

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-cdk-'));
  made.push(folder);
  return folder;
}

/** A console that was built, of a page and a script. */
export function builtConsole(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script src="/console/assets/a.js"></script>');
  writeFileSync(join(folder, 'assets', 'a.js'), '');
  return folder;
}

/** The stack as `npm run synth` makes it, in a temporary folder. */
export function synthesize(
  options: {
    readonly bundling?: boolean;
    readonly checks?: boolean;
    readonly configuration?: Configuration;
    readonly consoleFolder?: string;
  } = {},
): Synthesized {
  const outdir = temporaryFolder();
  const { app, stack } = createApp({
    programDigest,
    outdir,
    consoleFolder: options.consoleFolder ?? builtConsole(),
    bundling: options.bundling ?? false,
    checks: options.checks ?? false,
    ...(options.configuration && { configuration: options.configuration }),
  });
  app.synth();
  const file = join(outdir, stack.templateFile);
  const json = JSON.parse(readFileSync(file, 'utf8')) as Json;
  return { outdir, file, json, template: json as unknown as SynthesizedTemplate };
}

/** Resources of one type, with their logical ids. */
export function resourcesOf(template: SynthesizedTemplate, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The functions of `functions/`, with their logical ids. One more is the CDK's: it copies the console's files. */
export const ownFunctions = (template: SynthesizedTemplate): [string, Resource][] =>
  resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('CustomCDKBucketDeployment'));

/** The value as a list: CloudFormation writes a list of one as the one. */
export function listOf(value: Json | undefined): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
