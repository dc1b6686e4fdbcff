import { constants } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { create as createAccept } from '../../functions/accept/handler.ts';
import { create as createClose } from '../../functions/close/handler.ts';
import { create as createDeploy } from '../../functions/deploy/handler.ts';
import { create as createFail } from '../../functions/fail/handler.ts';
import { create as createPlan } from '../../functions/plan/handler.ts';
import { create as createPrepare } from '../../functions/prepare/handler.ts';
import { create as createPromote } from '../../functions/promote/handler.ts';
import { create as createRecord } from '../../functions/record/handler.ts';
import { create as createSettle } from '../../functions/settle/handler.ts';
import { create as createSmokeTest } from '../../functions/smoke-test/handler.ts';
import { create as createStarter } from '../../functions/starter/handler.ts';
import { create as createVerdict } from '../../functions/verdict/handler.ts';
import { type Json, sha256 } from '../domain/digest.ts';
import { InputError } from '../domain/errors.ts';
import type { Home } from '../domain/home.ts';
import { localForgetting } from '../domain/horizons.ts';
import { presetNamed, presetNames } from '../domain/presets.ts';
import { defaultQuotas } from '../domain/quotas.ts';
import { systemClock } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import { installAssets } from './assets.ts';
import { errorCode, writeFailure } from './disk.ts';
import { LocalEndpoints } from './endpoints.ts';
import { type SqliteEvents, sqliteEvents } from './events.ts';
import { closeEarlier, closeEnded, localExecutions } from './executions.ts';
import { forgettingExecutions, forgettingJobs } from './forgetting.ts';
import { telling } from './inbox.ts';
import { type Installation, shippedBackbone } from './installation.ts';
import { localModels } from './models.ts';
import { type FolderObjects, folderObjects } from './objects.ts';
import { programDigest } from './program-digest.ts';
import { type SqliteRecords, sqliteRecords } from './records.ts';
import { localTasks, supportsResource } from './tasks.ts';
import { localJobLogs } from './training/log.ts';
import { TrainingRunner } from './training/runner.ts';
import type { TrainingProgress } from './training/running-job.ts';
import { WorkflowEngine } from './workflow/engine.ts';
import { History, type WorkflowEvent } from './workflow/history.ts';
import { loadWorkflow } from './workflow/load.ts';

const bucket = 'likeness-local';

/** The workflow's local home: ports on files and processes, the engine that runs the synthesized definition, the handlers. */
export interface LocalHome {
  readonly home: Home;
  readonly ports: Ports & {
    readonly objects: FolderObjects;
    readonly endpoints: LocalEndpoints;
    readonly events: SqliteEvents;
    readonly records: SqliteRecords;
  };
  readonly engine: WorkflowEngine;
  /** The starter function, which an event in the inbox calls. */
  readonly starter: ReturnType<typeof createStarter>;
  /** Ends the embedding server and closes the files. */
  close(): Promise<void>;
}

export interface LocalHomeOptions {
  readonly onEvent?: (event: WorkflowEvent) => void;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Hears of each object that handlers put, by its address. */
  readonly onPut?: (uri: string) => void;
  /** Hears of each execution that is asked for, by its name, also of one that exists. */
  readonly onStart?: (name: string) => void;
}

/**
 * Opens the home under `installation.data`.
 * @throws InputError `SetupIncomplete` where the workflow was not synthesized yet
 */
export async function openLocalHome(
  installation: Installation,
  { onEvent, onProgress, onPut = () => {}, onStart = () => {} }: LocalHomeOptions = {},
): Promise<LocalHome> {
  const { data, root } = installation;
  await makeFolder(data);
  const objects = telling(folderObjects(join(data, 'objects')), onPut);
  const records: SqliteRecords = sqliteRecords(join(data, 'records.sqlite'));
  const events: SqliteEvents = sqliteEvents(join(data, 'events.sqlite'), systemClock);
  const store = objects.pathOf(`s3://${bucket}/`);
  const endpoints = new LocalEndpoints(installation, store, join(data, endpointFolder(installation)));
  const home = localHome(installation, await digestOfPrograms(installation, objects));

  const jobs = join(data, 'jobs');
  const runner = new TrainingRunner({
    folder: jobs,
    objects,
    python: installation.python,
    programs: installation.programs,
    ...(onProgress && { onProgress }),
  });
  const history = new History(join(data, 'workflow.sqlite'));
  const executions = {
    ...localExecutions(() => engine, onStart),
    ...forgettingExecutions(() => engine, history, events),
  };
  const models = localModels(installation, objects, bucket);
  const jobLogs = { ...localJobLogs(jobs), ...forgettingJobs(jobs) };
  const stored = { objects, records, events, models, jobLogs };
  const ports = { ...stored, endpoints, executions, captions: null, clock: systemClock };
  const functions = {
    accept: createAccept(ports, home),
    plan: createPlan(ports, home),
    prepare: createPrepare(ports, home),
    settle: createSettle(ports, home),
    verdict: createVerdict(ports, home),
    deploy: createDeploy(ports, home),
    'smoke-test': createSmokeTest(ports, home),
    promote: createPromote(ports, home),
    record: createRecord(ports, home),
    fail: createFail(ports, home),
    close: createClose(ports, home),
  };
  const engine = new WorkflowEngine({
    history,
    workflow: loadWorkflow(await readWorkflow(join(root, '.cache', 'workflow.asl.json')), supportsResource),
    run: localTasks(functions, runner),
    clock: systemClock,
    // Nothing on this machine throttles; the intervals are there for AWS.
    timeScale: 0.02,
    ...(onEvent && { onEvent }),
    onEnd: (execution) => closeEnded(execution, functions.close),
  });
  await closeEarlier(history, functions.close);

  return {
    home,
    ports,
    engine,
    starter: createStarter(ports, home),
    async close() {
      await endpoints.close();
      history.close();
      records.close();
      events.close();
    },
  };
}

/** A server has one backbone, and a log of its own. */
function endpointFolder({ backbone }: Installation): string {
  const name = basename(backbone);
  return name === shippedBackbone ? 'endpoint' : `endpoint-${name}`;
}

/** @throws InputError `OptionInvalid` where nothing can be kept there, `DiskFull` */
export async function makeFolder(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true });
    await access(data, constants.W_OK);
  } catch (error) {
    const failure = writeFailure(error, data);
    if (failure !== error) throw failure;
    const message = `${data}, where runs are kept, can't be written to (${errorCode(error)}). Name another folder with --data.`;
    throw new InputError('OptionInvalid', message, { cause: error });
  }
}

/** The first preset that has this backbone. */
const presetOn = (backbone: string): string =>
  presetNames().find((name) => presetNamed(name).backbone === backbone) ?? 'laptop';

function localHome({ backbone }: Installation, programs: string): Home {
  const images = {
    dreambooth: 'local/dreambooth',
    contrastive: 'local/contrastive',
    evaluation: 'local/evaluation',
    embedding: 'local/embedding',
  };
  return {
    region: 'local',
    bucket,
    images,
    programDigest: programs,
    trainingRoleArn: 'arn:aws:iam::000000000000:role/likeness-training',
    instances: { gpu: 'local', cpu: 'local' },
    spot: false,
    backbone: basename(backbone),
    preset: presetOn(basename(backbone)),
    // One's own machine costs nothing, and runs wait there in turn.
    quotas: { ...defaultQuotas, runsAtOnce: 100 },
    forgetting: localForgetting,
  };
}

/** Programs and what ships beside them decide together what a job makes. */
async function digestOfPrograms({ root, programs }: Installation, objects: FolderObjects): Promise<string> {
  return sha256(`${await programDigest(programs)} ${await installAssets(root, objects, bucket)}`);
}

async function readWorkflow(file: string): Promise<Json> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch (cause) {
    throw new InputError('SetupIncomplete', 'The workflow was not synthesized yet. Run: npm run setup', { cause });
  }
}
