import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { InputError } from '../../lib/domain/errors.ts';
import { type CatalogueModel, catalogueModel, catalogueModels, modelBytes } from '../../lib/domain/models.ts';
import { errorCode } from '../../lib/local/disk.ts';
import { type Installation, installation, modelsFolder } from '../../lib/local/installation.ts';
import { pullModel, readModelManifest } from '../../lib/local/models-pull.ts';
import { readOptions } from '../options.ts';
import { onSignals } from '../signals.ts';
import type { CommandStreams } from '../streams.ts';
import { Progress } from '../terminal/progress.ts';

export const modelsUsage = `likeness models list [options]
likeness models pull NAME [options]

Models that do not ship: list shows which there are and which are here, pull brings one from the model hub.

  --accept-licence  you have read the licence that pull shows, and agree
  --revision R      a commit, branch or tag of the repository, not the one that we pin
  --endpoint URL    a mirror of the hub; HF_ENDPOINT, else https://huggingface.co, unless given
  --models DIR      where models are; LIKENESS_MODELS, else models in --data, unless given
  --data DIR        where runs are kept; .likeness of the installation unless given
  --json            one JSON document on standard output, progress on standard error

A gated model needs the token of an account that accepted its terms, in HF_TOKEN. It is never stored.
`;

const options = {
  'accept-licence': { type: 'boolean', default: false },
  revision: { type: 'string' },
  endpoint: { type: 'string' },
  models: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What the command needs beside its arguments; a test gives its own. */
export interface ModelsSurroundings {
  readonly place: Installation;
  /** Asks the user; undefined where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** `likeness models list` and `likeness models pull NAME`. Returns the exit status. */
export async function models(
  args: string[],
  io: CommandStreams,
  surroundings: ModelsSurroundings = { place: installation(), ask: terminalQuestion(io) },
): Promise<number> {
  const asked = parse(args, surroundings.place);
  return asked.action === 'list' ? list(asked, io) : pull(asked, io, surroundings);
}

interface Asked {
  readonly action: 'list' | 'pull';
  readonly model: CatalogueModel | undefined;
  readonly folder: string;
  readonly revision: string | undefined;
  readonly endpoint: string | undefined;
  readonly accepted: boolean;
  readonly json: boolean;
}

function parse(args: string[], place: Installation): Asked {
  const { values, positionals } = parsed(args);
  const [action, name, ...more] = positionals;
  if (action !== 'list' && action !== 'pull')
    throw new InputError('OptionUnknown', 'Say what to do: likeness models list, or likeness models pull NAME.');
  if (more.length > 0 || (action === 'list' && name !== undefined))
    throw new InputError('OptionUnknown', `'${more[0] ?? name}' is one word too many. See likeness models --help.`);
  const { data, models: folder, revision, endpoint, json, 'accept-licence': accepted } = values;
  const empty = Object.entries(values).find(([, value]) => value === '');
  if (empty !== undefined)
    throw new InputError('OptionInvalid', `--${empty[0]} is empty. Say what it is, or leave it out.`);
  if (data !== undefined && folder !== undefined)
    throw new InputError('OptionInvalid', '--models says where models are, and so does --data: give one of them.');
  if (action === 'list' && (revision !== undefined || endpoint !== undefined || accepted))
    throw new InputError('OptionInvalid', '--revision, --endpoint and --accept-licence are for likeness models pull.');
  if (revision !== undefined && !/^\w[\w-]*([./]\w[\w-]*)*$/.test(revision))
    throw new InputError('OptionInvalid', `--revision takes a commit, branch or tag, not '${revision}'.`);
  if (endpoint !== undefined && !isWebAddress(endpoint))
    throw new InputError(
      'OptionInvalid',
      `--endpoint takes an address such as https://huggingface.co, not '${endpoint}'.`,
    );
  if (action === 'pull' && name === undefined)
    throw new InputError(
      'ModelUnknown',
      `Name the model: ${catalogueModels()
        .map((each) => each.name)
        .join(', ')}.`,
    );
  // Where a run with the same --data looks for them.
  const where = modelsFolder(data === undefined ? place : { ...place, data: resolve(data) });
  return {
    ...{ action, revision, endpoint, accepted, json },
    model: name === undefined ? undefined : catalogueModel(name),
    folder: folder === undefined ? where : resolve(folder),
  };
}

const parsed = (args: string[]) => readOptions('models', { args, options, allowPositionals: true });

const isWebAddress = (text: string): boolean => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');

async function list({ folder, json }: Asked, io: CommandStreams): Promise<number> {
  const rows = await Promise.all(
    catalogueModels().map(async ({ licence: { hubNames: _, ...licence }, ...model }) => {
      const here = await readModelManifest(folder, model.name);
      const pulled = here && { revision: here.revision, pulledAt: here.pulledAt, bytes: modelBytes(here) };
      return { ...model, licence, pulled: pulled ?? null };
    }),
  );
  if (json) {
    io.stdout.write(`${JSON.stringify({ version: 1, folder, models: rows })}\n`);
    return 0;
  }
  for (const { name, kind, summary, licence, gigabytes, pulled } of rows) {
    const state = pulled === null ? `${gigabytes} GB to pull` : `here, ${gigabytesOf(pulled.bytes)}`;
    io.stdout.write(`${name.padEnd(14)}${kind.padEnd(11)}${state.padEnd(18)}${licence.name.padEnd(32)}${summary}\n`);
  }
  io.stdout.write(`\nin        ${folder}\n`);
  return 0;
}

async function pull(
  { model, folder, revision, endpoint, accepted, json }: Asked,
  io: CommandStreams,
  { place, ask }: ModelsSurroundings,
): Promise<number> {
  if (model === undefined) throw new InputError('ModelUnknown', 'Name the model: likeness models pull NAME.');
  const told = json ? io.stderr : io.stdout;
  const asked = revision ?? model.revision;
  told.write(terms(model, asked));
  await requireAccepted(model, accepted, json ? undefined : ask, told);
  const progress = new Progress(told);
  const interruption = onSignals();
  try {
    const { manifest, downloadedBytes } = await pullModel(place, model, {
      ...{ models: folder, revision: asked, endpoint, signal: interruption.signal },
      onStep: (step) => progress.step(step),
    });
    progress.end();
    const { files, ...about } = manifest;
    const where = resolve(folder, model.name);
    const result = { ...about, folder: where, files: files.length, bytes: modelBytes(manifest), downloadedBytes };
    if (json) io.stdout.write(`${JSON.stringify(result)}\n`);
    else io.stdout.write(`${downloadedBytes === 0 ? 'was here' : 'here'}      ${where}\n`);
    return 0;
  } finally {
    progress.end();
    interruption.ignore();
  }
}

const terms = ({ repository, licence, gigabytes, gated }: CatalogueModel, revision: string): string =>
  [
    `from      ${repository} at ${revision}, about ${gigabytes} GB${gated ? ', gated: needs HF_TOKEN' : ''}`,
    `licence   ${licence.name}: ${licence.text}`,
    `          ${licence.restricts}`,
    '',
  ].join('\n');

async function requireAccepted(
  { name, licence }: CatalogueModel,
  accepted: boolean,
  ask: ModelsSurroundings['ask'],
  told: CommandStreams['stdout'],
): Promise<void> {
  if (!licence.mustAccept || accepted) return;
  if (ask !== undefined && /^y(es)?$/i.test((await answerTo(ask, told)).trim())) return;
  throw new InputError(
    'LicenceNotAccepted',
    `${name} is under the ${licence.name}, which has to be accepted. ${licence.restricts} Its text: ${licence.text}. If you agree, run: likeness models pull ${name} --accept-licence`,
  );
}

/** @throws InputError `Interrupted` where the answer is Ctrl-C or Ctrl-D */
async function answerTo(ask: NonNullable<ModelsSurroundings['ask']>, told: CommandStreams['stdout']): Promise<string> {
  try {
    return await ask('Do you accept this licence? yes or no: ');
  } catch (cause) {
    if (errorCode(cause) !== 'ABORT_ERR') throw cause;
    told.write('\n'); // The cursor is still behind the question.
    throw new InputError('Interrupted', 'Stopped. The same command asks again.', { cause });
  }
}

/** A question to whoever sits at the terminal. */
function terminalQuestion(io: CommandStreams): ModelsSurroundings['ask'] {
  if (!process.stdin.isTTY || !io.stdout.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  };
}

const gigabytesOf = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;
