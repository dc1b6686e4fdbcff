import { join, resolve } from 'node:path';
import { type Changes, changedPreset, changeOf } from '../../lib/domain/changes.ts';
import { errorFromCode, InputError, isErrorCode, ServiceError } from '../../lib/domain/errors.ts';
import { executionName, type RunReference, runKey } from '../../lib/domain/keys.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import { defaultPromotion, type PromotionPolicy, promotionNamed } from '../../lib/domain/promotion.ts';
import { isOver as hasEnded } from '../../lib/domain/run.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import { installDistractors } from '../../lib/local/distractors.ts';
import { type LocalHome, openLocalHome } from '../../lib/local/home.ts';
import { type Installation, installation } from '../../lib/local/installation.ts';
import { modelFolder } from '../../lib/local/models.ts';
import { uploadFolder } from '../../lib/local/upload-folder.ts';
import { requireModels } from '../../lib/ports/models.ts';
import { readOptions } from '../options.ts';
import { checkOutput, writeOutput } from '../output.ts';
import { type PersonalizeResult, readResult, round } from '../result.ts';
import { peakJobMemory } from '../run-history.ts';
import { onSignals } from '../signals.ts';
import type { CommandStreams } from '../streams.ts';
import { Progress } from '../terminal/progress.ts';
import { resultTable } from '../terminal/table.ts';
import { serveUntilInterrupted } from './serve.ts';

export const personalizeUsage = `likeness personalize --photos DIR --category WORD [options]

  --photos DIR      reference photos of the one thing, 3 or more (JPEG, PNG or WebP)
  --category WORD   what it is: mug, stuffed animal, ...
  --held-out DIR    photos of the same thing that judge and do not train
  --others DIR      photos of other things, look-alikes above all; they judge and never train
  --look-alikes DIR photos of things that look like it and are not it; they train, as the share of the negatives that
                    --set represent.hard_negatives=0.25 says, and never judge
  --lend            your other things may train on these reference photos as look-alikes; a run without it withdraws that
  --distractors DIR the operator's photos of other things, in a folder a category and "any"; with fewer than 20 others
                    they judge too; LIKENESS_DISTRACTORS unless given
  --promote WHICH   which adapters serve: better, better-or-unjudged (unless given), always or never
  --preset NAME     laptop unless given
  --set FIELD=VALUE another value in a field of the preset, such as represent.steps=60; as often as you like
  --seed N          0 unless given
  --out DIR         where adapter, manifest and report go; ./likeness-out unless given
  --data DIR        where runs are kept; .likeness of the installation unless given
  --serve           keep the endpoint answering until Ctrl-C
  --json            one JSON document on standard output, progress on standard error
`;

const options = {
  photos: { type: 'string' },
  category: { type: 'string' },
  'held-out': { type: 'string' },
  others: { type: 'string' },
  'look-alikes': { type: 'string' },
  lend: { type: 'boolean', default: false },
  distractors: { type: 'string' },
  promote: { type: 'string', default: defaultPromotion },
  preset: { type: 'string', default: 'laptop' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '0' },
  out: { type: 'string', default: 'likeness-out' },
  data: { type: 'string' },
  serve: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** `likeness personalize`: the whole job once, on this machine. Returns the exit status. */
export async function personalize(args: string[], io: CommandStreams): Promise<number> {
  const began = performance.now();
  const asked = parse(args);
  const place = await placeOf(asked);
  await checkOutput(asked.out);
  const progress = new Progress(asked.json ? io.stderr : io.stdout);
  let home: LocalHome | undefined;
  const interruption = onSignals(() => void home?.engine.suspend());
  try {
    home = await openLocalHome(place, {
      onProgress: ({ stage, done, total, values }) => progress.step({ stage, done, total, values }),
    });
    const { run, name } = await begin(home, asked);
    // The engine breaks off only what it runs already.
    if (interruption.signal.aborted) throw interrupted();
    const execution = await home.engine.run(name);
    progress.end();
    if (execution.status !== 'SUCCEEDED') throw await failureOf(home, run, execution.status);

    const timing = { seconds: round((performance.now() - began) / 1000), peakMemoryBytes: peakMemory(home, name) };
    const gathered = await readResult(home, run, home.engine.events(name), timing);
    await writeOutput(asked.out, { objects: home.ports.objects, run, ...gathered });
    io.stdout.write(
      asked.json ? `${JSON.stringify(placed(gathered.result, asked.out))}\n` : resultTable(gathered.result),
    );
    if (!asked.json) io.stdout.write(`results   ${asked.out}/report.html\n`);
    if (asked.serve) await serveUntilInterrupted(home, gathered.result, io);
    return 0;
  } finally {
    progress.end();
    await home?.close();
    interruption.ignore();
  }
}

/**
 * This installation, whose endpoint has the preset's backbone. Asked before a photo is looked at.
 * @throws InputError for a preset that there is not, for changes that it can't have, and `SetupIncomplete` for one whose models are not here
 */
async function placeOf({ preset, changes, data }: Asked): Promise<Installation> {
  const needed = changedPreset(presetNamed(preset), changes);
  const here = installation();
  const place = data === undefined ? here : { ...here, data: resolve(data) };
  const options = data === undefined ? '' : ` --data ${data}`;
  const { backbone } = await requireModels(needed, (kind, name) => modelFolder(place, kind, name), options);
  return { ...place, backbone };
}

/** The result with paths that lead there from anywhere; the manifest's are relative to its own folder. */
const placed = (result: PersonalizeResult, out: string) => ({
  ...result,
  adapter: { ...result.adapter, path: join(resolve(out), result.adapter.path) },
  out: resolve(out),
});

interface Asked {
  readonly photos: string;
  readonly category: string;
  readonly heldOut: string | undefined;
  readonly others: string | undefined;
  readonly lookAlikes: string | undefined;
  readonly lend: boolean;
  readonly distractors: string | undefined;
  readonly promote: PromotionPolicy;
  readonly preset: string;
  readonly changes: Changes;
  readonly seed: number;
  readonly out: string;
  readonly data: string | undefined;
  readonly serve: boolean;
  readonly json: boolean;
}

function parse(args: string[]): Asked {
  const { photos, category, seed, 'held-out': heldOut, ...rest } = values(args);
  if (photos === undefined) throw new InputError('PhotosFolderMissing', 'Name the folder of photos: --photos DIR.');
  if (category === undefined || category.trim() === '') {
    throw new InputError('CategoryMissing', 'Say what the photos show in a word: --category mug.');
  }
  if (!/^\d{1,9}$/.test(seed))
    throw new InputError('OptionInvalid', `--seed takes a whole number from 0 to 999999999, not '${seed}'.`);
  // An empty path would be the folder one happens to be in: `--out "$UNSET"`.
  const empty = Object.entries({ ...rest, photos, 'held-out': heldOut }).find(([, value]) => value === '');
  if (empty !== undefined)
    throw new InputError('OptionInvalid', `--${empty[0]} is empty. Say what it is, or leave it out.`);
  const { others, 'look-alikes': lookAlikes, lend, distractors, data, out, preset, serve, json } = rest;
  const changes = Object.fromEntries(rest.set.map(changeOf));
  const promote = promotionNamed(rest.promote);
  return {
    photos,
    category,
    heldOut,
    seed: Number(seed),
    others,
    lookAlikes,
    lend,
    distractors,
    promote,
    data,
    out,
    preset,
    changes,
    serve,
    json,
  };
}

const values = (args: string[]) => readOptions('personalize', { args, options, allowPositionals: false }).values;

/**
 * Uploads the photos and starts their run. The same photos and settings are the same upload: where its last run was
 * broken off, that run goes on; where it ended, a new one finds the finished jobs.
 */
async function begin(home: LocalHome, asked: Asked): Promise<{ run: RunReference; name: string }> {
  const { objects } = home.ports;
  const { run, upload } = await uploadFolder({
    photos: asked.photos,
    heldOut: asked.heldOut,
    others: asked.others,
    lookAlikes: asked.lookAlikes,
    lend: asked.lend,
    category: asked.category,
    preset: asked.preset,
    changes: asked.changes,
    seed: asked.seed,
    promote: asked.promote,
    distractors: await storedDistractors(home, asked),
    tenant: 'local',
    objects,
    bucket: home.home.bucket,
    isOver: (earlier) => isOver(home, earlier),
  });
  const key = run.upload.slice(`s3://${run.bucket}/`.length);
  const created = { detail: { bucket: { name: run.bucket }, object: { key } } };
  const { started } = await home.starter({ Records: [{ body: JSON.stringify(created) }] });
  const name = started[0]?.split(':').at(-1);
  if (name === undefined) throw new ServiceError('WorkflowFailed', `The upload ${upload.upload} started no run.`);
  return { run, name };
}

/** The name that the operator's distractors have in the store; undefined where there are none. */
async function storedDistractors({ home, ports }: LocalHome, { distractors }: Asked): Promise<string | undefined> {
  const { distractors: ofThisPlace } = installation();
  const [option, folder] =
    distractors === undefined ? ['LIKENESS_DISTRACTORS', ofThisPlace] : ['--distractors', distractors];
  return folder === null ? undefined : installDistractors(option, folder, ports.objects, home.bucket);
}

/** Whether the run of an earlier upload came to its end, also to one that could not be written into its record. */
async function isOver(home: LocalHome, { tenant, run, upload }: Upload): Promise<boolean> {
  const execution = home.engine.describe(executionName(upload, run));
  if (execution !== undefined) return execution.status !== 'RUNNING';
  const status = (await home.ports.records.get(runKey({ tenant, run })))?.status;
  return hasEnded(status);
}

const interrupted = (): InputError => new InputError('Interrupted', 'Stopped. The same command goes on from here.');

async function failureOf(home: LocalHome, run: RunReference, status: string): Promise<Error> {
  if (status === 'RUNNING') return interrupted();
  const error = (await home.ports.records.get(runKey(run)))?.error;
  if (typeof error === 'object' && error !== null && !Array.isArray(error)) {
    const code = String(error.code);
    if (isErrorCode(code)) return errorFromCode(code, String(error.message));
  }
  return new ServiceError('WorkflowFailed', `The run ended as ${status}.`);
}

/** This process with the largest of what runs beside it: jobs, then the endpoint. An upper bound, proportional shares. */
function peakMemory(home: LocalHome, name: string): number {
  const beside = Math.max(peakJobMemory(home.engine.events(name)), home.ports.endpoints.peakMemoryBytes() ?? 0);
  return process.resourceUsage().maxRSS * 1024 + beside;
}
