import { copyFile, link, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ObjectEntry, ObjectStore } from '../../ports/objects.ts';
import { errorCode } from '../disk.ts';
import { arnOf } from './description.ts';
import { baseVariable } from './program.ts';
import { writeWhole } from './record.ts';
import type { TrainingJobRequest } from './request.ts';

/** The object store of this machine, whose objects are files. */
export type FileObjects = ObjectStore & { pathOf(uri: string): string };

type Channel = NonNullable<TrainingJobRequest['InputDataConfig']>[number];

/** What SageMaker says when it can't bring a channel's data. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}

/**
 * Lays out a job's folder as SageMaker lays out `/opt/ml`, fresh but for the checkpoints. Inputs are hard links to the
 * stored objects. `checkpoints` is the stored folder itself, so what a program saved there outlives any kill and is
 * there for every later job with the same address.
 * @throws DownloadFailed where a channel's address holds nothing
 */
export async function layOut(tree: string, request: TrainingJobRequest, objects: FileObjects): Promise<void> {
  await empty(tree);
  for (const name of ['input/config', 'input/data', 'model', 'output/data']) {
    await mkdir(join(tree, name), { recursive: true });
  }
  await layOutCheckpoints(tree, request, objects);
  await writeConfiguration(tree, request);
  for (const channel of request.InputDataConfig ?? []) await download(tree, channel, objects);
}

/** Takes away all of a job's volume but its checkpoints: what a next run starts without. */
export async function empty(tree: string): Promise<void> {
  for (const name of ['input', 'model', 'output']) await rm(join(tree, name), { recursive: true, force: true });
}

/** Takes away a job's volume, as SageMaker does when a job has ended. Its log and records stay. */
export async function discard(tree: string): Promise<void> {
  await empty(tree);
  await rm(join(tree, 'checkpoints'), { recursive: true, force: true });
}

async function layOutCheckpoints(tree: string, request: TrainingJobRequest, objects: FileObjects): Promise<void> {
  const checkpoints = join(tree, 'checkpoints');
  const uri = request.CheckpointConfig?.S3Uri;
  if (uri === undefined) {
    await mkdir(checkpoints, { recursive: true });
    return;
  }
  const stored = objects.pathOf(asFolder(uri));
  await mkdir(stored, { recursive: true });
  await rm(checkpoints, { recursive: true, force: true });
  await symlink(stored, checkpoints);
}

async function writeConfiguration(tree: string, request: TrainingJobRequest): Promise<void> {
  const { InstanceType } = request.ResourceConfig;
  const inputs = (request.InputDataConfig ?? []).map((channel) => [
    channel.ChannelName,
    {
      TrainingInputMode: channel.InputMode ?? request.AlgorithmSpecification.TrainingInputMode,
      S3DistributionType: 'FullyReplicated',
      RecordWrapperType: 'None',
      ...(channel.ContentType !== undefined && { ContentType: channel.ContentType }),
    },
  ]);
  const files = {
    hyperparameters: request.HyperParameters ?? {},
    inputdataconfig: Object.fromEntries(inputs),
    resourceconfig: {
      current_host: 'algo-1',
      current_instance_type: InstanceType,
      current_group_name: 'homogeneousCluster',
      hosts: ['algo-1'],
      instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: InstanceType, hosts: ['algo-1'] }],
      network_interface_name: 'eth0',
    },
  };
  for (const [name, value] of Object.entries(files)) {
    await writeWhole(join(tree, 'input/config', `${name}.json`), JSON.stringify(value));
  }
}

async function download(tree: string, channel: Channel, objects: FileObjects): Promise<void> {
  const folder = join(tree, 'input/data', channel.ChannelName);
  const uri = channel.DataSource.S3DataSource.S3Uri;
  await mkdir(folder, { recursive: true });
  const files = await filesAt(uri, objects);
  if (files.length === 0) {
    throw new DownloadFailed(`ClientError: Data download failed: no objects found under ${uri}`);
  }
  for (const { entry, name } of files) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await bring(objects.pathOf(entry.uri), target);
  }
}

/** An object alone, or all objects of a folder by their names in it. */
async function filesAt(uri: string, objects: FileObjects): Promise<{ entry: ObjectEntry; name: string }[]> {
  const object = uri.endsWith('/') ? undefined : await objects.head(uri);
  if (object !== undefined) return [{ entry: object, name: uri.slice(uri.lastIndexOf('/') + 1) }];
  const entries = await objects.list(asFolder(uri));
  return entries.map((entry) => ({ entry, name: entry.uri.slice(asFolder(uri).length) }));
}

async function bring(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
    await copyFile(source, target);
  }
}

const asFolder = (uri: string): string => (uri.endsWith('/') ? uri : `${uri}/`);

/** What a job may see of our own environment: enough to run, no credentials. */
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'VIRTUAL_ENV',
];

export interface EnvironmentSources {
  readonly tree: string;
  readonly request: TrainingJobRequest;
  /** The folder that holds the Python packages. */
  readonly programs: string;
  readonly extra: Readonly<Record<string, string>>;
}

/** The variables a job's program starts with: ours, then the request's, then SageMaker's, which nobody overrides. */
export async function environmentOf(sources: EnvironmentSources): Promise<Record<string, string>> {
  const { tree, request, programs, extra } = sources;
  const kept = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(kept),
    TOKENIZERS_PARALLELISM: 'false',
    ...extra,
    ...request.Environment,
    PYTHONPATH: [programs, extra.PYTHONPATH].filter(Boolean).join(delimiter),
    // The folder it starts in holds data, not code.
    PYTHONSAFEPATH: '1',
    PYTHONUNBUFFERED: '1',
    HF_HUB_OFFLINE: '1',
    LIKENESS_PARENT_PID: String(process.pid),
    ...(await sageMakerVariables(tree, request)),
  };
}

async function sageMakerVariables(tree: string, request: TrainingJobRequest): Promise<Record<string, string>> {
  const channels = (request.InputDataConfig ?? []).map((channel) => channel.ChannelName).sort();
  const settings = request.HyperParameters ?? {};
  return {
    TRAINING_JOB_NAME: request.TrainingJobName,
    TRAINING_JOB_ARN: arnOf(request.TrainingJobName),
    [baseVariable]: tree,
    SM_MODEL_DIR: join(tree, 'model'),
    SM_OUTPUT_DIR: join(tree, 'output'),
    SM_OUTPUT_DATA_DIR: join(tree, 'output/data'),
    SM_INPUT_DIR: join(tree, 'input'),
    SM_CHANNELS: JSON.stringify(channels),
    ...Object.fromEntries(channels.map((name) => [`SM_CHANNEL_${name.toUpperCase()}`, join(tree, 'input/data', name)])),
    SM_HPS: JSON.stringify(settings),
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`SM_HP_${name.toUpperCase()}`, value])),
    SM_HOSTS: '["algo-1"]',
    SM_CURRENT_HOST: 'algo-1',
    SM_NUM_CPUS: String(availableParallelism()),
    SM_NUM_GPUS: String((await readdir('/proc/driver/nvidia/gpus').catch(() => [])).length),
    SM_LOG_LEVEL: '20',
  };
}
