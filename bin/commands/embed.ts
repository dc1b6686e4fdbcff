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

export const embedUsage = 'likeness embed [--json] [--adapter DIR] FILE...\n';
export const matchUsage = 'likeness match --adapter DIR [--json] FILE...\n';
export const locateUsage = 'likeness locate --adapter DIR [--out DIR] [--json] FILE...\n';

type Task = 'embed' | 'match' | 'locate';
const usages: Readonly<Record<Task, string>> = { embed: embedUsage, match: matchUsage, locate: locateUsage };

const outputLimitBytes = 512 * 1024 * 1024;
const made = { backbone: z.string(), adapter: z.string().nullable(), feature: z.string() };
const calibrated = {
  threshold: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
};
const shapes = {
  embed: z.object({ ...made, vectors: z.array(z.object({ file: z.string(), vector: z.array(z.number()) })) }),
  match: z.object({
    ...made,
    ...calibrated,
    matches: z.array(
      z.object({ file: z.string(), score: z.number(), reference: z.number(), match: z.boolean().nullable() }),
    ),
  }),
  locate: z.object({
    ...made,
    locations: z.array(
      z.looseObject({
        file: z.string(),
        box: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
        score: z.number().nullable(),
      }),
    ),
  }),
};
type Answer = { readonly [T in Task]: z.infer<(typeof shapes)[T]> };

/**
 * `likeness embed`: the files' vectors, by the backbone alone or with an adapter. Returns the exit status.
 * @throws InputError, ServiceError
 */
export const embed = (args: string[], io: EmbedOutput, home: Installation = installation()): Promise<number> =>
  command('embed', args, io, home, ({ vectors, ...about }) => {
    const width = widest(vectors);
    const rows = vectors.map(({ file, vector }) => {
      const first = vector.slice(0, 4).map((value) => value.toFixed(4).padStart(8));
      return `${file.padEnd(width)}  ${vector.length}  ${first.join(' ')} ...`;
    });
    return [...rows, '', ...madeBy(about)];
  });

/** `likeness match`: whether each file shows the adapter's subject. */
export const match = (args: string[], io: EmbedOutput, home: Installation = installation()): Promise<number> =>
  command('match', args, io, home, ({ matches, threshold, precision, recall, ...about }) => {
    const width = widest(matches);
    const words = (found: boolean | null): string => (found === null ? '' : found ? '  yes' : '  no');
    const rows = matches.map(({ file, score, match }) => `${file.padEnd(width)}  ${score.toFixed(4)}${words(match)}`);
    const rule =
      threshold === null || precision === null || recall === null
        ? 'threshold none: nothing judged the adapter, so no score is known to mean its subject'
        : `threshold ${threshold.toFixed(4)} (expected precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)})`;
    return [...rows, '', rule, ...madeBy(about)];
  });

/** `likeness locate`: where in each file the adapter's subject is, if it is there. */
export const locate = (args: string[], io: EmbedOutput, home: Installation = installation()): Promise<number> =>
  command('locate', args, io, home, ({ locations, ...about }) => {
    const width = widest(locations);
    const rows = locations.map(({ file, box, score }) => {
      const found = box === null ? 'nothing stands out' : `${(score ?? 0).toFixed(4)}  ${box.join(' ')}`;
      return `${file.padEnd(width)}  ${found}`;
    });
    return [...rows, '', 'after the score: x, y, width and height in pixels', ...madeBy(about)];
  });

async function command<T extends Task>(
  task: T,
  args: string[],
  io: EmbedOutput,
  home: Installation,
  told: (answer: Answer[T]) => string[],
): Promise<number> {
  const { json, adapter, out, files } = parse(task, args);
  const answer = shapes[task].parse(JSON.parse(await run(home, task, { adapter, out, files }))) as Answer[T];
  io.stdout.write(json ? `${JSON.stringify(answer)}\n` : `${told(answer).join('\n')}\n`);
  return 0;
}

interface Asked {
  readonly adapter: string | undefined;
  readonly out: string | undefined;
  readonly files: string[];
}

function parse(task: Task, args: string[]): Asked & { readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        adapter: { type: 'string' },
        ...(task === 'locate' && { out: { type: 'string' } as const }),
      },
    });
    if (task !== 'embed' && values.adapter === undefined)
      throw new InputError('OptionInvalid', `name the adapter's folder: ${usages[task].trim()}`);
    const out = 'out' in values && typeof values.out === 'string' ? values.out : undefined;
    return { json: values.json, adapter: values.adapter, out, files: existing(task, positionals) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('OptionUnknown', `${String(error)}. Usage: ${usages[task].trim()}`, { cause: error });
  }
}

function existing(task: Task, files: string[]): string[] {
  if (files.length === 0) throw new InputError('OptionInvalid', `name at least one image: likeness ${task} FILE...`);
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new InputError('PhotoUnreadable', `there is no file ${missing}: check the spelling`);
  return files;
}

async function run(home: Installation, task: Task, { adapter, out, files }: Asked): Promise<string> {
  const args = [
    ...['-m', 'likeness_ml.embedding', 'files', '--task', task, '--backbone', home.backbone],
    ...(adapter === undefined ? [] : ['--adapter', resolve(adapter)]),
    ...(out === undefined ? [] : ['--drawn', resolve(out)]),
    ...['--', ...files],
  ];
  const options = { env: pythonEnvironment(home), maxBuffer: outputLimitBytes };
  try {
    return (await promisify(execFile)(home.python, args, options)).stdout;
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

const widest = (rows: readonly { readonly file: string }[]): number => Math.max(...rows.map(({ file }) => file.length));

const madeBy = ({
  feature,
  backbone,
  adapter,
}: Pick<Answer['embed'], 'feature' | 'backbone' | 'adapter'>): string[] => [
  `feature   ${feature}`,
  `backbone  ${backbone}`,
  `adapter   ${adapter ?? 'none'}`,
];
