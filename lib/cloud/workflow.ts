import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type Chain,
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  LogLevel,
  Parallel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Home } from '../domain/home.ts';
import type { Stage } from '../domain/training-job.ts';
import { LambdaTask } from './lambda-task.ts';
import type { FunctionName, LikenessFunction } from './likeness-function.ts';
import { acknowledgeWildcards, allow, deliverLogs, forThisAccount, policy, trace } from './permissions.ts';
import { TrainingJobLoop } from './training-job-loop.ts';

/** The functions that the workflow calls. */
export const taskFunctions = [
  'accept',
  'plan',
  'prepare',
  'settle',
  'verdict',
  'deploy',
  'smoke-test',
  'promote',
  'record',
  'fail',
] as const satisfies readonly FunctionName[];

export interface WorkflowProps {
  readonly functions: Readonly<Record<(typeof taskFunctions)[number], LikenessFunction>>;
  /** The one role that jobs may be given. */
  readonly trainingRole: IRole;
  /** The only instance types that jobs may ask for. */
  readonly instances: Home['instances'];
  /**
   * When a run is given up: longer than all attempts of all jobs.
   *
   * @default Duration.days(7)
   */
  readonly timeout?: Duration;
}

/** The one workflow: from accepted photos to an endpoint that was proven to answer. */
export class Workflow extends Construct {
  public readonly stateMachine: StateMachine;
  public readonly logGroup: LogGroup;
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    this.role = this.createRole(props);
    this.logGroup = new LogGroup(this, 'Logs', {
      // Step Functions keeps a policy of limited length for log groups; this prefix is in it already.
      logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 64 })}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Personalizes one vision model for one subject',
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.define(props)),
      timeout: props.timeout ?? Duration.days(7),
      // The constructs would widen the role by themselves.
      role: this.role.withoutPolicyUpdates(),
      tracingEnabled: true,
      // Without the data: it names tenants' files, and a deletion doesn't reach into logs.
      logs: { destination: this.logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
  }

  private define({ functions }: WorkflowProps): IChainable {
    const fail = this.createFailure(functions.fail);
    const guarded = <T extends LambdaTask | Parallel>(state: T): T => {
      state.addCatch(fail, { errors: ['States.ALL'], resultPath: '$.error' });
      return state;
    };

    const accept = new LambdaTask(this, 'Accept', {
      calls: functions.accept,
      input: ['run'],
      output: ['uri', 'digest', 'references', 'heldOut', 'others'],
      as: 'accepted',
    });
    const plan = new LambdaTask(this, 'Plan', {
      calls: functions.plan,
      input: ['run', 'accepted'],
      output: ['uri', 'preset', 'generate'],
      as: 'plan',
    });
    const priors = new TrainingJobLoop(this, 'Priors', {
      ...functions,
      stage: 'priors',
      kept: { parameters: { priors: JsonPath.objectAt('$.job') }, resultPath: '$.synthesis' },
    });
    const represent = new TrainingJobLoop(this, 'Represent', {
      ...functions,
      stage: 'represent',
      afterSynthesis: true,
    });
    for (const state of [...priors.uncaught, ...represent.uncaught]) {
      state.addCatch(fail, { errors: ['States.ALL'], resultPath: '$.error' });
    }
    const verdict = new LambdaTask(this, 'Verdict', {
      calls: functions.verdict,
      input: ['run', 'accepted', 'plan', 'job'],
      output: ['uri', 'outcome', 'promote', 'adapter'],
      as: 'verdict',
    });

    const served = guarded(this.createSmokeTest(functions['smoke-test']))
      .next(guarded(this.createPromotion(functions.promote)))
      .next(guarded(this.createRecord(functions.record)))
      .next(new Succeed(this, 'Succeeded'));

    return guarded(accept)
      .next(guarded(plan))
      .next(this.createPriors(priors))
      .next(guarded(this.createSynthesis(functions)))
      .next(represent)
      .next(guarded(verdict))
      .next(this.createDeployment(functions.deploy, guarded, served));
  }

  /** What the generator makes of the category, before and beside any subject; `$.synthesis` begins with it. */
  private createPriors(priors: TrainingJobLoop): IChainable {
    const noPriors = new Pass(this, 'NoPriors', {
      result: Result.fromObject({ priors: skipped('priors') }),
      resultPath: '$.synthesis',
    });
    return new Choice(this, 'NeedsPriors').when(wantsGeneration, priors).otherwise(noPriors).afterwards();
  }

  /** Both kinds of synthetic image at once; personal ones only where the plan wants them. */
  private createSynthesis({ prepare, settle }: WorkflowProps['functions']): Parallel {
    const functions = { prepare, settle, afterSynthesis: true };
    const generate = new TrainingJobLoop(this, 'Generate', { stage: 'generate', ...functions });
    const compose = new TrainingJobLoop(this, 'Compose', { stage: 'compose', ...functions });
    const noGeneration = new Pass(this, 'NoGeneration', {
      result: Result.fromObject(skipped('generate')),
      resultPath: '$.job',
    });
    const needsGeneration = new Choice(this, 'NeedsGeneration').when(wantsGeneration, generate).otherwise(noGeneration);
    return new Parallel(this, 'Synthesize', {
      resultSelector: {
        'priors.$': '$[0].synthesis.priors',
        'generate.$': '$[0].job',
        'compose.$': '$[1].job',
      },
      resultPath: '$.synthesis',
    }).branch(needsGeneration, compose);
  }

  /** Calls the function until the adapter answers; giving up is the function's. `served` is what comes after. */
  private createDeployment(
    calls: LikenessFunction,
    guarded: (task: LambdaTask) => LambdaTask,
    served: Chain,
  ): IChainable {
    const answer = { calls, output: ['adapter', 'ready', 'calls'], as: 'deployment' };
    const deploy = new LambdaTask(this, 'DeployAdapter', {
      ...answer,
      constants: { deployment: { calls: 0 } },
      input: ['run', 'verdict'],
    });
    const goOn = new LambdaTask(this, 'GoOnDeploying', { ...answer, input: ['run', 'verdict', 'deployment'] });
    const wait = new Wait(this, 'AwaitDeployment', { time: WaitTime.duration(Duration.seconds(30)) });
    const isDeployed = new Choice(this, 'IsDeployed')
      .when(Condition.booleanEquals('$.deployment.ready', true), served)
      .otherwise(wait);
    wait.next(guarded(goOn)).next(isDeployed);
    const keepBase = new Pass(this, 'KeepBase', {
      result: Result.fromObject({ adapter: null }),
      resultPath: '$.deployment',
    });
    return new Choice(this, 'IsPromoted')
      .when(Condition.booleanEquals('$.verdict.promote', true), guarded(deploy).next(isDeployed))
      .otherwise(keepBase.next(served));
  }

  /** A development stage may sleep: the first try that finds it asleep wakes it. */
  private createSmokeTest(calls: LikenessFunction): LambdaTask {
    const smokeTest = new LambdaTask(this, 'SmokeTest', {
      calls,
      input: ['run', 'accepted', 'deployment'],
      output: ['adapter', 'dimensions', 'milliseconds'],
      as: 'smokeTest',
    });
    smokeTest.addRetry({
      errors: ['EndpointBusy'],
      interval: Duration.seconds(30),
      maxAttempts: 30,
      backoffRate: 2,
      maxDelay: Duration.minutes(2),
      jitterStrategy: JitterType.FULL,
    });
    return smokeTest;
  }

  private createPromotion(calls: LikenessFunction): LambdaTask {
    return new LambdaTask(this, 'Promote', {
      calls,
      input: ['run', 'verdict', 'deployment'],
      output: ['adapter', 'provisional', 'status'],
      as: 'endpoint',
    });
  }

  private createRecord(calls: LikenessFunction): LambdaTask {
    return new LambdaTask(this, 'Record', {
      calls,
      input: ['run', 'plan', 'verdict', 'deployment', 'endpoint', 'smokeTest'],
    });
  }

  /** Every error ends here, and the execution keeps its name and cause. */
  private createFailure(calls: LikenessFunction): LambdaTask {
    const failed = new Fail(this, 'Failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' });
    const fail = new LambdaTask(this, 'Fail', { calls, input: ['run', 'error'] });
    // The first error is the one to show; the second is in the history.
    fail.addCatch(failed, { errors: ['States.ALL'], resultPath: '$.unrecorded' });
    fail.next(failed);
    return fail;
  }

  private createRole({ functions, trainingRole, instances }: WorkflowProps): Role {
    const stack = Stack.of(this);
    const jobs = stack.formatArn({ service: 'sagemaker', resource: 'training-job', resourceName: '*' });
    const rule = stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
    });
    const role = new Role(this, 'Role', {
      description: 'The workflow: call its functions, run training jobs',
      assumedBy: forThisAccount('states.amazonaws.com'),
      inlinePolicies: {
        functions: policy(
          allow(
            ['lambda:InvokeFunction'],
            taskFunctions.map((name) => functions[name].function.functionArn),
          ),
        ),
        jobs: policy(createJob(jobs, instances), ...followJob(jobs, rule), passRole(trainingRole)),
        telemetry: policy(deliverLogs(), trace()),
      },
    });
    acknowledgeWildcards(role, {
      'Resource::arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:training-job/*':
        'Jobs are named by content digests, which share no prefix; conditions bound what a new job may be.',
      'Resource::*': 'Log delivery and X-Ray take no resource.',
    });
    return role;
  }
}

const wantsGeneration = Condition.booleanEquals('$.plan.generate', true);

/** What a job's loop would have left. */
const skipped = (stage: Stage) => ({ finished: true, stage, digest: null, place: null, manifest: null });

/** Only isolated jobs on the home's instances. */
function createJob(jobs: string, instances: Home['instances']): PolicyStatement {
  return allow(['sagemaker:CreateTrainingJob'], [jobs], {
    Bool: { 'sagemaker:NetworkIsolation': 'true' },
    'ForAllValues:StringEquals': { 'sagemaker:InstanceTypes': [...new Set([instances.gpu, instances.cpu])] },
  });
}

/** What `.sync` needs: Step Functions follows a job by a managed rule, and by polling. */
function followJob(jobs: string, rule: string): PolicyStatement[] {
  return [
    allow(
      ['sagemaker:AddTags', 'sagemaker:DescribeTrainingJob', 'sagemaker:ListTags', 'sagemaker:StopTrainingJob'],
      [jobs],
    ),
    allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], [rule]),
  ];
}

function passRole(role: IRole): PolicyStatement {
  return allow(['iam:PassRole'], [role.roleArn], {
    StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
  });
}
