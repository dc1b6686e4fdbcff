import { Aws, Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  CustomState,
  type INextable,
  JitterType,
  Pass,
  type PassProps,
  type RetryProps,
  type State,
  StateMachineFragment,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Stage } from '../domain/training-job.ts';
import { LambdaTask } from './lambda-task.ts';
import type { LikenessFunction } from './likeness-function.ts';

export interface TrainingJobLoopProps {
  readonly stage: Stage;
  readonly prepare: LikenessFunction;
  readonly settle: LikenessFunction;
  /**
   * Results of earlier jobs are in `$.synthesis`.
   *
   * @default false
   */
  readonly afterSynthesis?: boolean;
  /**
   * What becomes of the result.
   *
   * @default it stays in `$.job`
   */
  readonly kept?: Pick<PassProps, 'parameters' | 'resultPath'>;
  /**
   * When to give up on one attempt; longer than the longest a request lets a job take.
   *
   * @default Duration.hours(12)
   */
  readonly attemptTimeout?: Duration;
}

/**
 * One training job until its result is there: prepare -> train -> settle, and again while settle says so.
 * Leaves `$.job`. Prepare answers `finished` at once where an earlier run made the same result.
 */
export class TrainingJobLoop extends StateMachineFragment {
  public readonly startState: State;
  public readonly endStates: INextable[];
  /** The states whose errors nobody in the loop catches. */
  public readonly uncaught: readonly TaskStateBase[];

  constructor(scope: Construct, id: string, props: TrainingJobLoopProps) {
    super(scope, id);
    const stage = props.stage[0]?.toUpperCase() + props.stage.slice(1);
    const done = new Pass(this, `${stage}Finished`, props.kept);
    const prepare = this.createPrepare(`Prepare${stage}`, props);
    const train = new CustomState(this, `Train${stage}`, {
      stateJson: trainState(props.attemptTimeout ?? Duration.hours(12)),
    });
    const settle = new LambdaTask(this, `Settle${stage}`, {
      calls: props.settle,
      constants: { stage: props.stage },
      input: ['run', 'job'],
      output: jobMembers,
      as: 'job',
    });
    const finished = Condition.booleanEquals('$.job.finished', true);

    prepare.next(new Choice(this, `Is${stage}Prepared`).when(finished, done).otherwise(train));
    train.next(settle);
    train.addRetry(quota).addRetry(throttling);
    train.addCatch(settle, { errors: ['States.ALL'], resultPath: '$.job.outcome' });
    settle.next(new Choice(this, `Is${stage}Settled`).when(finished, done).otherwise(prepare));

    this.startState = prepare;
    this.endStates = done.endStates;
    this.uncaught = [prepare, settle];
  }

  private createPrepare(id: string, props: TrainingJobLoopProps): LambdaTask {
    const before = ['run', 'accepted', 'plan'];
    return new LambdaTask(this, id, {
      calls: props.prepare,
      constants: { stage: props.stage, ...(props.afterSynthesis ? {} : { synthesis: {} }) },
      input: props.afterSynthesis ? [...before, 'synthesis'] : before,
      output: jobMembers,
      as: 'job',
    });
  }
}

const jobMembers = ['finished', 'stage', 'digest', 'place', 'manifest', 'attempt', 'request'];

/** The whole of a request; prepare answers with every one. */
export const requestMembers = [
  'TrainingJobName',
  'AlgorithmSpecification',
  'RoleArn',
  'HyperParameters',
  'InputDataConfig',
  'OutputDataConfig',
  'CheckpointConfig',
  'ResourceConfig',
  'StoppingCondition',
  'EnableNetworkIsolation',
  'EnableManagedSpotTraining',
  'Environment',
  'Tags',
] as const;

/** Written out, because the task of the library has neither spot capacity nor checkpoints. */
function trainState(timeout: Duration): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::sagemaker:createTrainingJob.sync`,
    Parameters: Object.fromEntries(requestMembers.map((member) => [`${member}.$`, `$.job.request.${member}`])),
    ResultPath: '$.job.outcome',
    TimeoutSeconds: timeout.toSeconds(),
  };
}

/** Waits for a place: hours, because other jobs hold it for hours. A failed job is settle's business. */
const quota: RetryProps = {
  errors: ['SageMaker.ResourceLimitExceededException'],
  interval: Duration.seconds(60),
  maxAttempts: 48,
  backoffRate: 2,
  maxDelay: Duration.minutes(10),
  jitterStrategy: JitterType.FULL,
};

/** The service answers throttling under its general name. */
const throttling: RetryProps = {
  errors: ['SageMaker.ThrottlingException', 'SageMaker.AmazonSageMakerException'],
  interval: Duration.seconds(5),
  maxAttempts: 5,
  backoffRate: 2,
  maxDelay: Duration.minutes(2),
  jitterStrategy: JitterType.FULL,
};
