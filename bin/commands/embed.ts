import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { InputError, type LikenessError } from '../../lib/domain/errors.ts';
import { type Installation, installation, pythonEnvironment } from '../../lib/local/installation.ts';
import { failureSaid, pythonMissing } from '../../lib/local/python-failure.ts';

/** Where a command writes; `process` is one. */
export interface EmbedOutput {
  readonly stdout: { write(text: string): unknown };
}

const outputLimitBytes = 512 * 1024 * 1024;
const vectorsShape = z.object({
  backbone: z.string(),
  adapter: z.string().nullable(),
  feature: z.string(),
  vectors: z.array(z.object({ file: z.string(), vector: z.array(z.number()) })),
});
type Vectors = z.infer<typeof vectorsShape>;

/**
 * `likeness embed [--json] [--adapter DIR] FILE...`: the files' vectors, by the backbone alone or with an adapter.
 * Returns the exit status.
 * @throws InputError, ServiceError
 */
export async function embed(args: string[], io: EmbedOutput, home: Installation = installation()): Promise<number> {
  const { json, adapter, files } = parse(args);
  const vectors = await run(home, adapter, files);
  io.stdout.write(json ? `${JSON.stringify(vectors)}\n` : table(vectors));
  return 0;
}

function parse(args: string[]): { json: boolean; adapter: string | undefined; files: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, adapter: { type: 'string' } },
    });
    return { json: values.json, adapter: values.adapter, files: existing(positionals) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('OptionUnknown', `${String(error)}. Usage: likeness embed [--json] [--adapter DIR] FILE...`, {
      cause: error,
    });
  }
}

function existing(files: string[]): string[] {
  if (files.length === 0) throw new InputError('OptionInvalid', 'name at least one image: likeness embed FILE...');
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new InputError('PhotoUnreadable', `there is no file ${missing}: check the spelling`);
  return files;
}

async function run(home: Installation, adapter: string | undefined, files: string[]): Promise<Vectors> {
  const args = [
    ...['-m', 'likeness_ml.embedding', 'files', '--backbone', home.backbone],
    ...(adapter === undefined ? [] : ['--adapter', resolve(adapter)]),
    ...['--', ...files],
  ];
  const options = { env: pythonEnvironment(home), maxBuffer: outputLimitBytes };
  try {
    const { stdout } = await promisify(execFile)(home.python, args, options);
    return vectorsShape.parse(JSON.parse(stdout));
  } catch (error) {
    throw failureOf(error, home);
  }
}

function failureOf(error: unknown, home: Installation): LikenessError {
  const { stderr } = Object(error) as { stderr?: unknown };
  return (
    pythonMissing(home, error) ?? failureSaid(String(stderr ?? error), 'the embedding program failed', { cause: error })
  );
}

function table({ backbone, adapter, feature, vectors }: Vectors): string {
  const width = Math.max(...vectors.map(({ file }) => file.length));
  const rows = vectors.map(({ file, vector }) => {
    const first = vector.slice(0, 4).map((value) => value.toFixed(4).padStart(8));
    return `${file.padEnd(width)}  ${vector.length}  ${first.join(' ')} ...`;
  });
  const made = [`feature   ${feature}`, `backbone  ${backbone}`, `adapter   ${adapter ?? 'none'}`];
  return `${[...rows, '', ...made].join('\n')}\n`;
}
