import validateAsl from 'asl-validator';
import { requestMembers } from '../../lib/cloud/training-job-loop.ts';
import type { Home } from '../../lib/domain/home.ts';
import { cloudForgetting } from '../../lib/domain/horizons.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import { type JobSpecification, type Stage, trainingRequest } from '../../lib/domain/training-job.ts';
import { readDefinition } from '../../lib/local/definition.ts';
import { allowedIn } from './statements.ts';
import { catcherOf, type MachineJson, type Placed, type StateJson, statesOf, successorsOf } from './states.ts';
import { synthesize } from './synthesized.ts';

const { json, template } = synthesize();
const definition = readDefinition(json) as unknown as MachineJson;
const states = statesOf(definition);
const tasks = states.filter(({ state }) => state.Type === 'Task');
const find = (name: string): Placed => {
  const placed = states.find((state) => state.name === name);
  if (placed === undefined) throw new Error(`no state ${name}`);
  return placed;
};
const home: Home = {
  region: 'eu-west-1',
  bucket: 'b',
  images: { contrastive: 'c', dreambooth: 'd', embedding: 'e', evaluation: 'v' },
  programDigest: '0'.repeat(64),
  trainingRoleArn: 'arn:aws:iam::000000000000:role/training',
  instances: { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' },
  spot: true,
  backbone: null,
  preset: 'combined',
  quotas: defaultQuotas,
  forgetting: cloudForgetting,
};
const state = (name: string): StateJson => find(name).state;
const named = tasks.map((task) => [task.name, task] as const);

describe('the definition', () => {
  test('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validateAsl(definition);
    expect(errorsText('\n')).toBe('');
    expect(isValid).toBe(true);
  });

  test('names every state once', () => {
    const names = states.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test('has no reference that CloudFormation would still have to resolve', () => {
    const text = JSON.stringify(definition);
    expect(text).not.toMatch(/"Ref"|Fn::|\$\{|\{[A-Z]\w+(\.\w+)?\}/);
  });

  test('calls functions by the names of their folders', () => {
    const called = tasks.flatMap(({ state }) =>
      state.Resource === 'arn:aws:states:::lambda:invoke' ? [state.Parameters?.FunctionName] : [],
    );
    const folders = [
      'accept',
      'deploy',
      'fail',
      'plan',
      'prepare',
      'promote',
      'record',
      'settle',
      'smoke-test',
      'verdict',
    ];
    expect([...new Set(called)].sort()).toEqual(folders);
  });

  test('ends within a week', () => {
    expect(definition.TimeoutSeconds).toBe(7 * 24 * 3600);
  });

  test('takes at most 40 transitions where every job runs once', () => {
    expect(transitions(definition)).toBeLessThanOrEqual(40);
  });
});

describe.each(named)('the task %s', (_, task) => {
  test('ends in time and retries with jitter, a bounded number of times', () => {
    expect(task.state.TimeoutSeconds).toBeGreaterThan(0);
    expect(task.state.Retry?.length).toBeGreaterThan(0);
    for (const retry of task.state.Retry ?? []) {
      expect(retry).toMatchObject({
        JitterStrategy: 'FULL',
        MaxAttempts: expect.any(Number),
        MaxDelaySeconds: expect.any(Number),
      });
    }
  });

  test('has errors that end in a Fail state', () => {
    expect(endOfErrors(task)).toBe('Failed');
  });
});

test('the execution fails with the first error, also when recording it fails', () => {
  expect(state('Failed')).toMatchObject({ Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' });
  const [catcher] = state('Fail').Catch ?? [];
  expect(catcher).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Failed' });
  expect(catcher?.ResultPath).not.toBe('$.error');
});

test('the happy path goes through the stages in order', () => {
  const path = ['Accept', 'Plan', 'NeedsPriors'];
  for (const [index, name] of path.slice(1).entries()) expect(state(path[index] ?? '').Next).toBe(name);
  expect(successorsOf(state('NeedsPriors'))).toEqual(['PreparePriors', 'NoPriors']);
  for (const name of ['PriorsFinished', 'NoPriors']) expect(state(name).Next).toBe('Synthesize');
  expect(state('Synthesize').Next).toBe('PrepareRepresent');
  expect(state('RepresentFinished').Next).toBe('Verdict');
  expect(state('Verdict').Next).toBe('IsPromoted');
  expect(successorsOf(state('IsPromoted'))).toEqual(['DeployAdapter', 'KeepBase']);
  expect(state('DeployAdapter').Next).toBe('IsDeployed');
  expect(state('KeepBase').Next).toBe('SmokeTest');
  expect(state('SmokeTest').Next).toBe('Promote');
  expect(state('Promote').Next).toBe('Record');
  expect(state('Record').Next).toBe('Succeeded');
});

test('a deployment goes on every 30 seconds until the adapter answers', () => {
  expect(state('DeployAdapter').Parameters?.Payload).toEqual({
    'run.$': '$.run',
    'verdict.$': '$.verdict',
    deployment: { calls: 0 },
  });
  expect(state('IsDeployed')).toMatchObject({
    Choices: [{ Variable: '$.deployment.ready', BooleanEquals: true, Next: 'SmokeTest' }],
    Default: 'AwaitDeployment',
  });
  expect(state('AwaitDeployment')).toMatchObject({ Type: 'Wait', Seconds: 30, Next: 'GoOnDeploying' });
  expect(state('GoOnDeploying')).toMatchObject({
    Parameters: { FunctionName: 'deploy', Payload: { 'deployment.$': '$.deployment' } },
    Next: 'IsDeployed',
  });
});

test('the smoke test waits for an endpoint that wakes', () => {
  expect(state('SmokeTest').Retry).toContainEqual(expect.objectContaining({ ErrorEquals: ['EndpointBusy'] }));
});

test('generation is skipped unless the plan wants it, and says so to the next stage', () => {
  expect(state('NeedsGeneration')).toMatchObject({
    Choices: [{ Variable: '$.plan.generate', BooleanEquals: true, Next: 'PrepareGenerate' }],
    Default: 'NoGeneration',
  });
  expect(state('NoGeneration')).toMatchObject({
    Result: { finished: true, stage: 'generate', digest: null, place: null, manifest: null },
    ResultPath: '$.job',
    End: true,
  });
  expect(state('Synthesize')).toMatchObject({
    ResultSelector: {
      'priors.$': '$[0].synthesis.priors',
      'generate.$': '$[0].job',
      'compose.$': '$[1].job',
    },
    ResultPath: '$.synthesis',
  });
});

test('priors come before both kinds of synthetic image, and are skipped where generation is', () => {
  expect(state('NeedsPriors')).toMatchObject({
    Choices: [{ Variable: '$.plan.generate', BooleanEquals: true, Next: 'PreparePriors' }],
    Default: 'NoPriors',
  });
  expect(state('PriorsFinished')).toMatchObject({ Parameters: { 'priors.$': '$.job' }, ResultPath: '$.synthesis' });
  expect(state('NoPriors')).toMatchObject({
    Result: { priors: { finished: true, stage: 'priors', digest: null, place: null, manifest: null } },
    ResultPath: '$.synthesis',
  });
});

describe.each<[stage: Stage, name: string]>([
  ['priors', 'Priors'],
  ['generate', 'Generate'],
  ['compose', 'Compose'],
  ['represent', 'Represent'],
])('the job loop %s', (stage, name) => {
  const loop = ['Prepare', 'Train', 'Settle'].map((step) => state(step + name)) as [StateJson, StateJson, StateJson];
  const [prepare, train, settle] = loop;

  test('trains after prepare unless the result is there, and goes round until settle has one', () => {
    const finished = [{ Variable: '$.job.finished', BooleanEquals: true, Next: `${name}Finished` }];
    expect(prepare.Next).toBe(`Is${name}Prepared`);
    expect(state(`Is${name}Prepared`)).toMatchObject({ Choices: finished, Default: `Train${name}` });
    expect(train.Next).toBe(`Settle${name}`);
    expect(settle.Next).toBe(`Is${name}Settled`);
    expect(state(`Is${name}Settled`)).toMatchObject({ Choices: finished, Default: `Prepare${name}` });
  });

  test('names every field of the training job', () => {
    expect(train.Resource).toBe('arn:aws:states:::sagemaker:createTrainingJob.sync');
    const fields = requestMembers.map((member) => [`${member}.$`, `$.job.request.${member}`]);
    expect(train.Parameters).toEqual(Object.fromEntries(fields));
  });

  test('sends what prepare makes: every field, an isolated job, a limit below the state’s own', () => {
    const specification: JobSpecification = { stage, hyperparameters: {}, channels: [] };
    const request = trainingRequest(specification, {
      home,
      of: { bucket: 'b', tenant: 't', subject: 's' },
      place: { bucket: 'b', tenant: 't', subject: 's' },
      attempt: 1,
    });
    expect(Object.keys(request).sort()).toEqual([...requestMembers].sort());
    expect(request.EnableNetworkIsolation).toBe(true);
    expect(Math.max(...Object.values(request.StoppingCondition))).toBeLessThan(train.TimeoutSeconds ?? 0);
  });

  test('hands success and failure of the job alike to settle', () => {
    expect(train.ResultPath).toBe('$.job.outcome');
    expect(train.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.job.outcome', Next: `Settle${name}` }]);
    expect(settle.Parameters).toMatchObject({
      FunctionName: 'settle',
      Payload: { stage, 'run.$': '$.run', 'job.$': '$.job' },
    });
  });

  test('starts a job again by itself only when SageMaker had no room for it', () => {
    const errors = (train.Retry ?? []).flatMap((retry) => retry.ErrorEquals);
    expect(errors.every((error) => error.startsWith('SageMaker.'))).toBe(true);
  });

  test('tells prepare about the jobs before it', () => {
    const synthesis = stage === 'priors' ? { synthesis: {} } : { 'synthesis.$': '$.synthesis' };
    const payload = { stage, 'run.$': '$.run', 'accepted.$': '$.accepted', 'plan.$': '$.plan', ...synthesis };
    expect(prepare.Parameters).toEqual({ FunctionName: 'prepare', Payload: payload });
  });
});

test('the role may call each function of the workflow, and no other', () => {
  const called = tasks.flatMap((task) => task.state.Parameters?.FunctionName ?? []);
  const callable = allowedIn(template)
    .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
    .flatMap(({ resources }) =>
      resources.map((id) => template.Resources[id.slice(1, -1)]?.Metadata?.['likeness:function']),
    );
  expect(callable.sort()).toEqual([...new Set(called)].sort());
});

/** Follows the catches of a state, then what comes after, to the state that ends the execution. */
function endOfErrors(from: Placed): string | undefined {
  let catcher = catcherOf(from);
  const seen = new Set<string>();
  while (catcher !== undefined && !seen.has(catcher.next)) {
    const { next } = catcher;
    seen.add(next);
    const placed = find(next);
    if (placed.state.Type === 'Fail') return next;
    // A loop's catcher (settle) has a catcher of its own; the last one only goes forward.
    const forward: string | undefined = placed.state.Next;
    if (forward !== undefined && find(forward).state.Type === 'Fail') return forward;
    catcher = catcherOf(placed);
  }
  return undefined;
}

/** Transitions of a run that needs every job, tries each once, and promotes. */
function transitions(machine: MachineJson): number {
  let count = 1;
  let name: string | undefined = machine.StartAt;
  while (name !== undefined) {
    const current: StateJson | undefined = machine.States[name];
    if (current === undefined) throw new Error(`no state ${name}`);
    count += 1 + (current.Branches ?? []).reduce((sum, branch) => sum + transitions(branch), 0);
    name = nextOf(name, current);
  }
  return count;
}

function nextOf(name: string, current: StateJson): string | undefined {
  if (current.Type !== 'Choice') return current.Next;
  return name.endsWith('Prepared') ? current.Default : current.Choices?.[0]?.Next;
}
