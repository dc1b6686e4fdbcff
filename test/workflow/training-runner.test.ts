import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list } from 'tar';
import type { Json } from '../../lib/domain/digest.ts';
import { latestStep } from '../../lib/domain/progress.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { pack } from '../../lib/local/training/archive.ts';
import type { TrainingJobDescription } from '../../lib/local/training/description.ts';
import { localJobLogs } from '../../lib/local/training/log.ts';
import { isAlive, markOf } from '../../lib/local/training/processes.ts';
import { TrainingRunner } from '../../lib/local/training/runner.ts';
import type { TrainingProgress, TrainingSetup } from '../../lib/local/training/running-job.ts';
import { StateFailure } from '../../lib/local/workflow/task.ts';
import { trainingRequest } from '../fixtures/training.ts';

const python = process.env.LIKENESS_PYTHON ?? 'python3';
const containers = join(import.meta.dirname, '../../containers');

/** Counts steps into a checkpoint that a restart goes on from; `model/count` and `model/trail` say what happened. */
const counting = `
import os
from likeness_ml.job import run
from likeness_ml.progress import write_atomic

def main(job):
    total = int(job.hyperparameters["steps"])
    at = job.checkpoint_dir / "at"
    done = int(at.read_text()) if at.exists() else 0
    with job.stages("train"):
        while done < total:
            done += 1
            write_atomic(at, str(done).encode())
            PAUSE
            job.step("train", done, total, loss=1.5 / done)
    write_atomic(job.model_dir / "count", str(done).encode())

run(main)
`;
const countingTo = (pause: string): string => counting.replace('PAUSE', pause);

/** Waits for the test's word (a file) at step 2, so that a kill always finds it there. */
const waitingAtTwo = countingTo(
  `
            if done == 2 and not os.path.exists(os.environ["GATE"]):
                print("waiting", flush=True)
                import time
                while not os.path.exists(os.environ["GATE"]) and not job.stopping: time.sleep(0.01)
`.trim(),
);

interface Home {
  readonly folder: string;
  readonly objects: ReturnType<typeof folderObjects>;
  readonly progress: TrainingProgress[];
  readonly gate: string;
  readonly tree: string;
  /** Resolves when a step was told of. */
  told(done: number): Promise<void>;
  runner(change?: Partial<TrainingSetup>): TrainingRunner;
}

let home: Home;

beforeEach(async () => {
  home = await makeHome();
});

afterEach(async () => {
  await rm(home.folder, { recursive: true, force: true });
});

async function makeHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-training-'));
  const objects = folderObjects(join(folder, 'objects'));
  const progress: TrainingProgress[] = [];
  const waiting = new Map<number, () => void>();
  const gate = join(folder, 'gate');
  const code = join(folder, 'code');
  await mkdir(code);
  return {
    folder,
    objects,
    progress,
    gate,
    tree: join(folder, 'jobs', 'job-1'),
    told: (done) => new Promise((resolve) => waiting.set(done, resolve)),
    runner: (change = {}) =>
      new TrainingRunner({
        folder: join(folder, 'jobs'),
        objects,
        python,
        programs: containers,
        environment: { PYTHONPATH: code, GATE: gate },
        onProgress: (step) => {
          progress.push(step);
          waiting.get(step.done)?.();
        },
        ...change,
      }),
  };
}

const program = (text: string): Promise<void> => writeFile(join(home.folder, 'code', 'program.py'), text);

const call = (token = 'token', signal: AbortSignal = new AbortController().signal) => ({ token, signal });

async function failureOf(running: Promise<unknown>): Promise<StateFailure> {
  const outcome = await running.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof StateFailure) return outcome;
  throw outcome ?? new Error('it did not fail');
}

async function failedJob(running: Promise<unknown>): Promise<TrainingJobDescription> {
  const failure = await failureOf(running);
  expect(failure.error).toBe('States.TaskFailed');
  return JSON.parse(failure.cause) as TrainingJobDescription;
}

async function runsOf(tree: string): Promise<{ run: number; exit?: number; endedAt?: string }[]> {
  return (await readFile(join(tree, 'runs.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const names = async (archive: string): Promise<string[]> => {
  const found: string[] = [];
  await list({ file: archive, onReadEntry: (entry) => found.push(entry.path) });
  return found;
};

describe('a job that succeeds', () => {
  test('finds what SageMaker promises and leaves its results where SageMaker puts them', async () => {
    await home.objects.put('s3://bucket/photos/reference/00.jpg', 'photo');
    await home.objects.put('s3://bucket/plans/plan.json', '{}');
    await home.objects.put('s3://bucket/photos-of-others/00.jpg', 'not ours');
    await program(`
import json, os, pathlib
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
found = {
    "files": sorted(str(p.relative_to(base)) for p in (base / "input").rglob("*") if p.is_file()),
    "hyperparameters": json.loads((base / "input/config/hyperparameters.json").read_text()),
    "inputs": json.loads((base / "input/config/inputdataconfig.json").read_text()),
    "resources": json.loads((base / "input/config/resourceconfig.json").read_text()),
    "folders": [(base / name).is_dir() for name in ("model", "output/data", "checkpoints")],
    "environment": dict(os.environ),
}
(base / "model/weights").write_text("w")
(base / "output/data/found.json").write_text(json.dumps(found))
(base / "checkpoints/last").write_text("c")
`);
    const channel = (name: string, uri: string) => ({
      ChannelName: name,
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: uri } },
    });
    const request = trainingRequest({
      InputDataConfig: [channel('photos', 's3://bucket/photos'), channel('plan', 's3://bucket/plans/plan.json')],
      Environment: { COLOUR: 'blue' },
    });
    const described = await home.runner().run(request, call());

    expect(described).toMatchObject({
      TrainingJobName: 'job-1',
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://bucket/attempts/job-1/output/model.tar.gz' },
      CheckpointConfig: request.CheckpointConfig,
    });
    expect(await names(home.objects.pathOf('s3://bucket/attempts/job-1/output/model.tar.gz'))).toEqual(['./weights']);
    expect(await home.objects.get('s3://bucket/checkpoints/last')).toEqual(Buffer.from('c'));

    const found = await outputOf('found.json');
    expect(found.files).toEqual([
      'input/config/hyperparameters.json',
      'input/config/inputdataconfig.json',
      'input/config/resourceconfig.json',
      'input/data/photos/reference/00.jpg',
      'input/data/plan/plan.json',
    ]);
    expect(found.hyperparameters).toEqual({ steps: '3' });
    expect(found.inputs).toMatchObject({
      photos: { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated' },
    });
    expect(found.resources).toMatchObject({ current_host: 'algo-1', hosts: ['algo-1'] });
    expect(found.folders).toEqual([true, true, true]);
    expect(found.environment).toMatchObject({
      TRAINING_JOB_NAME: 'job-1',
      TRAINING_JOB_ARN: described.TrainingJobArn,
      SM_CHANNELS: '["photos","plan"]',
      SM_CHANNEL_PHOTOS: join(home.tree, 'input/data/photos'),
      SM_MODEL_DIR: join(home.tree, 'model'),
      SM_HPS: '{"steps":"3"}',
      SM_HP_STEPS: '3',
      HF_HUB_OFFLINE: '1',
      PYTHONUNBUFFERED: '1',
      COLOUR: 'blue',
    });
  });

  test('gives no variables of ours but the few that a program needs', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'ours';
    try {
      await program(`
import os, pathlib
(pathlib.Path(os.environ["SM_OUTPUT_DATA_DIR"]) / "found.json").write_text(str(int("AWS_SECRET_ACCESS_KEY" in os.environ)))
`);
      await home.runner().run(trainingRequest(), call());
      expect(await outputOf('found.json')).toBe(0);
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  test('tells its steps and metrics while it runs', async () => {
    await program(countingTo('pass'));
    const described = await home.runner().run(trainingRequest(), call());
    expect(home.progress.map(({ job, stage, done, total, values }) => [job, stage, done, total, values.loss])).toEqual([
      ['job-1', 'train', 1, 3, 1.5],
      ['job-1', 'train', 2, 3, 0.75],
      ['job-1', 'train', 3, 3, 0.5],
    ]);
    const lines = (await readFile(join(home.tree, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).Value)).toEqual([1.5, 0.75, 0.5]);
    expect(described.FinalMetricDataList).toMatchObject([{ MetricName: 'train:loss', Value: 0.5 }]);
    const log = await localJobLogs(join(home.folder, 'jobs')).read('job-1');
    expect(latestStep(log.lines)).toEqual({ stage: 'train', done: 3, total: 3, values: { loss: 0.5 } });
    const times = log.lines.map(({ time }) => Date.parse(time));
    const all = [described.CreationTime, ...times, described.TrainingEndTime ?? 0];
    expect(all).toEqual(all.toSorted((one, other) => one - other));
  });

  test('is not run again: its record answers', async () => {
    await program(countingTo('pass'));
    const first = await home.runner().run(trainingRequest(), call());
    await program('raise SystemExit(1)');
    expect(await home.runner().run(trainingRequest(), call())).toEqual(first);
    expect(await home.runner().describe('job-1')).toEqual(first);
    expect(await runsOf(home.tree)).toMatchObject([{ run: 1, exit: 0 }]);
  });

  test('keeps its name from other callers', async () => {
    await program('pass');
    await home.runner().run(trainingRequest(), call());
    const failure = await failureOf(home.runner().run(trainingRequest(), call('other')));
    expect(failure.error).toBe('SageMaker.ResourceInUseException');
  });

  test('leaves nothing of its volume behind, and no process', async () => {
    await program(`
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
`);
    await home.runner().run(trainingRequest(), call());
    expect((await readdir(home.tree)).sort()).toEqual(['job.json', 'log.txt', 'runs.jsonl']);
    expect((await markOf(await childPid())).identity).toBeNull();
  });
});

describe('a job that fails', () => {
  test("keeps the program's code and words", async () => {
    await program(`
from likeness_ml.errors import InputError
from likeness_ml.job import run
def main(job):
    raise InputError("TooFewPhotos", "Add a photo of your mug.")
run(main)
`);
    const described = await failedJob(home.runner().run(trainingRequest(), call()));
    expect(described).toMatchObject({
      TrainingJobStatus: 'Failed',
      SecondaryStatus: 'Failed',
      FailureReason: 'AlgorithmError: TooFewPhotos: Add a photo of your mug., exit code: 1',
    });
    expect(described).not.toHaveProperty('ModelArtifacts');
  });

  test('tells the end of its standard error when it wrote no failure file', async () => {
    await program('import sys; print("no such thing", file=sys.stderr); sys.exit(7)');
    const described = await failedJob(home.runner().run(trainingRequest(), call()));
    expect(described.FailureReason).toBe('AlgorithmError: no such thing, exit code: 7');
  });

  test('fails the same caller the same way again, without running', async () => {
    await program('raise SystemExit(3)');
    const first = await failedJob(home.runner().run(trainingRequest(), call()));
    await program('pass');
    expect(await failedJob(home.runner().run(trainingRequest(), call()))).toEqual(first);
    expect((await failureOf(home.runner().run(trainingRequest(), call('other')))).error).toBe(
      'SageMaker.ResourceInUseException',
    );
  });

  test('says which channel holds nothing', async () => {
    const request = trainingRequest({
      InputDataConfig: [
        {
          ChannelName: 'photos',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/none/' } },
        },
      ],
    });
    const described = await failedJob(home.runner().run(request, call()));
    expect(described.FailureReason).toContain('s3://bucket/none/');
  });

  test('is not started when the request is not understood', async () => {
    const request: Json = { ...trainingRequest(), VpcConfig: {} };
    const failure = await failureOf(home.runner().run(request, call()));
    expect(failure.error).toBe('SageMaker.AmazonSageMakerException');
    expect(await home.runner().describe('job-1')).toBeUndefined();
  });

  test('says that Python is missing, and runs once it is there', async () => {
    await program('pass');
    const failure = await failureOf(home.runner({ python: '/nowhere/python' }).run(trainingRequest(), call()));
    expect(failure.error).toBe('SetupIncomplete');
    expect(failure.cause).toContain('/nowhere/python');
    expect(await home.runner().run(trainingRequest(), call())).toMatchObject({ TrainingJobStatus: 'Completed' });
  });
});

describe('a full disk', () => {
  test('is said in words the user can act on, and the job goes on once there is space', async () => {
    await home.objects.put('s3://bucket/photos/00.jpg', 'photo');
    await program(countingTo('pass'));
    const request = trainingRequest({
      InputDataConfig: [
        {
          ChannelName: 'photos',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/photos/' } },
        },
      ],
    });
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const failure = await failureOf(
      home.runner({ objects: { ...home.objects, list: () => Promise.reject(full) } }).run(request, call()),
    );
    expect(failure.error).toBe('DiskFull');
    expect(failure.cause).toContain(home.folder);
    expect(await home.runner().run(request, call())).toMatchObject({ TrainingJobStatus: 'Completed' });
  });

  test('while results are stored costs no training', async () => {
    await program(countingTo('pass'));
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const pathOf = (uri: string): string => {
      if (uri.endsWith('output.tar.gz')) throw full;
      return home.objects.pathOf(uri);
    };
    const failure = await failureOf(
      home.runner({ objects: { ...home.objects, pathOf } }).run(trainingRequest(), call()),
    );
    expect(failure.error).toBe('DiskFull');
    await home.runner().run(trainingRequest(), call());
    expect(await runsOf(home.tree)).toHaveLength(1);
    expect(await names(home.objects.pathOf('s3://bucket/attempts/job-1/output/model.tar.gz'))).toEqual(['./count']);
  });
});

describe('a job that is stopped', () => {
  test('takes everything it started with it, also what ignores SIGTERM or left its group', async () => {
    await program(`
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
stubborn = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
print("child", child.pid, flush=True)
print("train step 1/2", flush=True)
time.sleep(600)
`);
    const abort = new AbortController();
    const running = failedJob(home.runner().run(trainingRequest(), call('token', abort.signal)));
    await home.told(1);
    abort.abort();
    expect(await running).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    if (process.platform === 'linux') expect((await markOf(await childPid())).identity).toBeNull();
    expect(await runsOf(home.tree)).toMatchObject([{ run: 1, exit: 143 }]);
  });

  test('is killed when it does not end in its grace', async () => {
    await program(`
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("train step 1/2", flush=True)
time.sleep(600)
`);
    const abort = new AbortController();
    const running = failedJob(home.runner({ graceSeconds: 0.05 }).run(trainingRequest(), call('t', abort.signal)));
    await home.told(1);
    abort.abort();
    expect(await running).toMatchObject({ TrainingJobStatus: 'Stopped' });
    expect(await runsOf(home.tree)).toMatchObject([{ exit: 137 }]);
  });

  test('has finished where its program had by then, and is not run again', async () => {
    await program(`
import signal, sys, time
from pathlib import Path
def finish(*_):
    Path("model/late").write_text("done")
    sys.exit(0)
signal.signal(signal.SIGTERM, finish)
print("train step 1/1", flush=True)
time.sleep(600)
`);
    const abort = new AbortController();
    const running = home.runner().run(trainingRequest(), call('token', abort.signal));
    await home.told(1);
    abort.abort();
    expect(await running).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(await home.runner().run(trainingRequest(), call())).toEqual(await running);
    expect(await runsOf(home.tree)).toMatchObject([{ run: 1, exit: 0 }]);
    expect(await names(home.objects.pathOf('s3://bucket/attempts/job-1/output/model.tar.gz'))).toEqual(['./late']);
  });

  test('does not start when the caller had stopped it before', async () => {
    await program('print("train step 1/1")');
    const running = home.runner().run(trainingRequest(), call('t', AbortSignal.abort()));
    expect(await failedJob(running)).toMatchObject({ TrainingJobStatus: 'Stopped' });
    expect(home.progress).toEqual([]);
  });

  test('at its running time says so, and stays stopped', async () => {
    await program('import time; time.sleep(600)');
    const request = trainingRequest({ StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    const described = await failedJob(home.runner().run(request, call()));
    expect(described).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
    expect(described.LikenessUsage.peakMemoryBytes).toBeGreaterThan(1_000_000);
    expect(described.LikenessUsage.seconds).toBeGreaterThan(0);
    expect(await failedJob(home.runner().run(request, call()))).toEqual(described);
  });

  test.each([['with an address for its checkpoints'], ['without one']])(
    'goes on where it was for the same caller, %s',
    async (kind) => {
      const { CheckpointConfig, ...rest } = trainingRequest();
      const request = kind === 'without one' ? rest : { ...rest, CheckpointConfig };
      await program(waitingAtTwo);
      const abort = new AbortController();
      const running = failedJob(home.runner().run(request as Json, call('token', abort.signal)));
      await home.told(1);
      abort.abort();
      await running;
      const stopped = home.progress.length;
      await writeFile(home.gate, '');
      await home.runner().run(request as Json, call());
      // Every step was told once: nothing was lost and nothing done twice.
      expect(home.progress.map((step) => step.done)).toEqual([1, 2, 3]);
      expect(stopped).toBeLessThan(3);
      expect(await runsOf(home.tree)).toMatchObject([
        { run: 1, exit: 143 },
        { run: 2, exit: 0 },
      ]);
    },
  );

  test('leaves its checkpoints to the next attempt, which gives the same bytes as one that was never stopped', async () => {
    await program(waitingAtTwo);
    const abort = new AbortController();
    const running = failedJob(home.runner().run(trainingRequest(), call('token', abort.signal)));
    await home.told(1);
    abort.abort();
    await running;
    await writeFile(home.gate, '');
    await home.runner().run(trainingRequest({ TrainingJobName: 'job-2' }), call('later'));
    const undisturbed = { CheckpointConfig: { S3Uri: 's3://bucket/elsewhere/' } };
    await home.runner().run(trainingRequest({ TrainingJobName: 'job-3', ...undisturbed }), call('later'));
    expect(home.progress.map(({ job, done }) => `${job} ${done}`)).toEqual([
      ...home.progress.filter(({ job }) => job !== 'job-3').map(({ job, done }) => `${job} ${done}`),
      'job-3 1',
      'job-3 2',
      'job-3 3',
    ]);
    expect(home.progress.filter(({ job }) => job !== 'job-3').map(({ done }) => done)).toEqual([1, 2, 3]);
    expect(await home.objects.get('s3://bucket/attempts/job-2/output/model.tar.gz')).toEqual(
      await home.objects.get('s3://bucket/attempts/job-3/output/model.tar.gz'),
    );
  });
});

describe('a job whose runner was killed', () => {
  /** Starts the job in another Node process, kills that without warning once the job is at step 2. */
  async function killedRunner(text: string): Promise<void> {
    await program(text);
    const script = join(home.folder, 'runner.ts');
    const module = (path: string): string => JSON.stringify(join(import.meta.dirname, '../..', path));
    await writeFile(
      script,
      `import { folderObjects } from ${module('lib/local/objects.ts')};
import { TrainingRunner } from ${module('lib/local/training/runner.ts')};
const runner = new TrainingRunner({ folder: ${JSON.stringify(join(home.folder, 'jobs'))},
  objects: folderObjects(${JSON.stringify(join(home.folder, 'objects'))}), python: ${JSON.stringify(python)},
  programs: ${JSON.stringify(containers)},
  environment: { PYTHONPATH: ${JSON.stringify(join(home.folder, 'code'))}, GATE: ${JSON.stringify(home.gate)} },
  onProgress: ({ done }) => console.log('told', done) });
await runner.run(${JSON.stringify(trainingRequest())}, { token: 'token', signal: new AbortController().signal });
`,
    );
    const child: ChildProcess = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout ?? child, 'data');
    const other = await failureOf(home.runner().run(trainingRequest(), call('other')));
    expect(other.error).toBe('SageMaker.ResourceInUseException');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  test('is killed too, and goes on from its checkpoint', async () => {
    await killedRunner(waitingAtTwo);
    await writeFile(home.gate, '');
    const described = await home.runner().run(trainingRequest(), call());
    expect(described.TrainingJobStatus).toBe('Completed');
    expect(home.progress.at(-1)?.done).toBe(3);
    expect(home.progress.length).toBeLessThan(3);
    expect((await runsOf(home.tree)).map(({ run, exit }) => [run, exit])).toEqual([
      [1, undefined],
      [2, 0],
    ]);
  });

  test('is found and killed when it did not notice', async () => {
    await killedRunner(`
import os, time
print("train step 1/2", "pid", os.getpid(), flush=True)
while not os.path.exists(os.environ["GATE"]): time.sleep(0.01)
`);
    const orphan = await markOf(Number(/pid (\d+)/.exec(await readFile(join(home.tree, 'log.txt'), 'utf8'))?.[1]));
    expect(await isAlive(orphan)).toBe(true);
    await program('pass');
    await home.runner().run(trainingRequest(), call());
    expect(await isAlive(orphan)).toBe(false);
  });

  test('after training only stores what the program left', async () => {
    await program(countingTo('pass'));
    await home.runner().run(trainingRequest(), call());
    const record = JSON.parse(await readFile(join(home.tree, 'job.json'), 'utf8'));
    const uploading = { ...record, status: 'InProgress', secondaryStatus: 'Uploading', trained: true, endedAt: null };
    await writeFile(join(home.tree, 'job.json'), JSON.stringify(uploading));
    await mkdir(join(home.tree, 'output/data'), { recursive: true });
    await mkdir(join(home.tree, 'model'));
    await writeFile(join(home.tree, 'model/left'), 'x');
    await program('raise SystemExit(1)');
    await home.runner().run(trainingRequest(), call());
    expect(await names(home.objects.pathOf('s3://bucket/attempts/job-1/output/model.tar.gz'))).toEqual(['./left']);
  });
});

describe('an archive', () => {
  test('has the same bytes for the same names and contents', async () => {
    const digests: string[] = [];
    for (const [index, order] of [
      ['a', 'b/c', '@d'],
      ['@d', 'b/c', 'a'],
    ].entries()) {
      const folder = join(home.folder, `folder${index}`);
      for (const name of order) {
        await mkdir(join(folder, 'b'), { recursive: true });
        await writeFile(join(folder, name), `content of ${name}`);
      }
      await utimes(join(folder, 'a'), index * 1000, index * 1000);
      await chmod(join(folder, 'a'), index === 0 ? 0o600 : 0o755);
      await pack(folder, join(home.folder, 'archive'));
      digests.push(
        createHash('sha256')
          .update(await readFile(join(home.folder, 'archive')))
          .digest('hex'),
      );
    }
    expect(digests[0]).toBe(digests[1]);
    expect(await names(join(home.folder, 'archive'))).toEqual(['./@d', './a', './b/', './b/c']);
  });

  test('of nothing can be read', async () => {
    await mkdir(join(home.folder, 'empty'));
    await pack(join(home.folder, 'empty'), join(home.folder, 'archive'));
    expect((await stat(join(home.folder, 'archive'))).size).toBeGreaterThan(0);
    expect(await names(join(home.folder, 'archive'))).toEqual(['./']);
  });
});

async function outputOf(file: string) {
  const archive = home.objects.pathOf('s3://bucket/attempts/job-1/output/output.tar.gz');
  const chunks: Buffer[] = [];
  await list({
    file: archive,
    onReadEntry: (entry) => {
      if (entry.path === `./${file}`) entry.on('data', (chunk) => chunks.push(chunk));
    },
  });
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function childPid(): Promise<number> {
  return Number(/ child (\d+)$/m.exec(await readFile(join(home.tree, 'log.txt'), 'utf8'))?.[1]);
}
